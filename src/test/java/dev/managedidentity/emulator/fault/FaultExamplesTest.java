package dev.managedidentity.emulator.fault;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The storm meets what is listed there and nothing else, so that nothing may be missing. */
class FaultExamplesTest {
  /** What chooses the requests, and says nothing of what goes wrong. */
  private static final Set<String> CHOICE = Set.of("match", "share", "times", "seconds", "skip");

  private final List<Fault> examples = FaultExamples.all();

  @Test
  void everythingThatAFaultCanSayIsThere() {
    // Given
    List<String> said = new ArrayList<>();
    for (Fault example : examples) {
      JsonNode json = new ObjectMapper().valueToTree(example);
      json.fieldNames().forEachRemaining(said::add);
    }

    // Then
    assertThat(Stream.of(Fault.class.getRecordComponents()).map(RecordComponent::getName))
        .filteredOn(name -> !CHOICE.contains(name))
        .allSatisfy(name -> assertThat(said).contains(name));
    assertThat(said).doesNotContainAnyElementsOf(CHOICE);
  }

  @Test
  void anOperationEndsInEveryWayThatItCan() {
    // Given
    Set<String> ends = new TreeSet<>();
    examples.stream()
        .filter(one -> one.operation() != null)
        .forEach(e -> ends.add(e.operationEnd()));

    // Then
    assertThat(ends).isEqualTo(new TreeSet<>(FaultFile.OPERATION_ENDS));
  }

  @Test
  void whatDamagesAnAnswerAlsoDoesSoAfterTheWriteTookEffect() {
    // Given
    Set<String> actions = new TreeSet<>();
    Set<String> afterwards = new TreeSet<>();
    for (Fault example : examples) {
      (example.takesEffect() ? afterwards : actions).addAll(example.actions());
    }

    // Then
    assertThat(afterwards).containsAll(actions);
  }
}
