package dev.managedidentity.storm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.fault.Fault;
import dev.managedidentity.emulator.fault.FaultExamples;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultMixTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static List<ObjectNode> of(double share, String method) throws IOException {
    List<ObjectNode> faults = new ArrayList<>();
    for (JsonNode fault : JSON.readTree(FaultMix.of(share))) {
      if (fault.at("/match/method").asText().equals(method)) {
        faults.add((ObjectNode) fault);
      }
    }
    return faults;
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "PUT", "PATCH", "DELETE"})
  void suchAShareOfAnswersIsFaultyAndEachFaultAsFrequent(String method) throws IOException {
    for (double share : new double[] {0.01, 0.2, 0.9}) {
      double none = 1;
      List<Double> struck = new ArrayList<>();
      for (JsonNode fault : of(share, method)) {
        struck.add(none * fault.path("share").asDouble());
        none *= 1 - fault.path("share").asDouble();
      }
      assertThat(1 - none).isCloseTo(share, within(1e-9));
      double each = share / struck.size();
      assertThat(struck).allSatisfy(one -> assertThat(one).isCloseTo(each, within(1e-9)));
    }
  }

  @Test
  void aPatchMeetsEveryFaultThatThereIs() throws IOException {
    List<ObjectNode> faults = of(0.2, "PATCH");
    faults.forEach(fault -> fault.remove(List.of("match", "share")));

    assertThat(faults)
        .containsExactlyElementsOf(
            FaultExamples.all().stream().map(one -> JSON.<ObjectNode>valueToTree(one)).toList());
  }

  @Test
  void aReadMeetsNoneThatIsAboutWrites() throws IOException {
    assertThat(of(0.2, "GET"))
        .isNotEmpty()
        .noneMatch(fault -> fault.has("operation") || fault.has("after"));
    assertThat(FaultExamples.all().stream().map(Fault::operation)).anyMatch("never"::equals);
  }
}
