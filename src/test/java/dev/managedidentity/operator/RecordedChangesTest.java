package dev.managedidentity.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import dev.managedidentity.operator.recordings.Changes;
import dev.managedidentity.operator.recordings.Finding;
import dev.managedidentity.operator.recordings.Finding.Change;
import dev.managedidentity.operator.recordings.Finding.Unknown;
import dev.managedidentity.operator.recordings.IdentityBlock;
import dev.managedidentity.operator.recordings.LiveState;
import dev.managedidentity.operator.recordings.Merge;
import dev.managedidentity.operator.recordings.Recordings;
import dev.managedidentity.operator.recordings.UnknownShapeException;
import dev.managedidentity.plan.ArmId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every recorded identity change, made once more by the operator. The recordings are no part of the
 * repository: docs/recordings.md says where they are looked for.
 */
final class RecordedChangesTest {
  private static final RecordedTable TABLE = new RecordedTable();

  @TempDir private static Path certificate;

  @TestFactory
  List<DynamicTest> recordedChanges() throws IOException {
    Path directory = Recordings.directory();
    if (!Files.isDirectory(directory)) {
      skip("Recorded changes are not checked: there are no recordings in " + directory);
    }
    Recordings recordings = Recordings.read(directory);
    List<Finding> findings = Changes.in(recordings.runs());
    TABLE.start(recordings, findings);
    List<DynamicTest> tests = new ArrayList<>();
    for (Finding finding : findings) {
      if (finding instanceof Change change) {
        tests.add(DynamicTest.dynamicTest(TABLE.name(change), () -> checkNamed(change)));
      } else if (finding instanceof Unknown unknown) {
        tests.add(
            DynamicTest.dynamicTest(
                unknown.run().name() + " " + unknown.where(), () -> fail(unknown.message())));
      }
    }
    tests.add(
        DynamicTest.dynamicTest(
            "there are changes to check",
            () -> assertThat(findings).hasAtLeastOneElementOfType(Change.class)));
    return tests;
  }

  @AfterAll
  static void printTable() {
    TABLE.print();
  }

  private static void skip(String why) {
    if ("true".equals(System.getenv("CI"))) {
      fail(why);
    }
    System.out.println(why);
    Assumptions.abort(why);
  }

  /** Build logs number dynamic tests and drop their names, so the failure carries it. */
  private static void checkNamed(Change change) throws IOException {
    try {
      check(change);
    } catch (AssertionError | UnknownShapeException e) {
      throw new AssertionError(TABLE.name(change) + ": " + e.getMessage(), e);
    }
  }

  private static void check(Change change) throws IOException {
    checkRecordedRequest(change);
    checkThroughLoop(change);
    TABLE.passed(change);
  }

  /** What was sent leads to what was recorded: else the rules this test judges by are wrong. */
  private static void checkRecordedRequest(Change change) {
    if (change.write().request() == null) {
      return;
    }
    JsonNode sent = change.write().requestedIdentity().orElse(null);
    boolean replaces = change.write().method().equals("PUT");
    assertThat(Merge.apply(change.before(), sent, replaces))
        .as("what the recorded request means")
        .matches(change.after()::means, "the same as was recorded: " + change.after());
  }

  private static void checkThroughLoop(Change change) throws IOException {
    LiveState live = new LiveState(change);
    try (RecordedLoop loop = new RecordedLoop(certificate, ArmId.parse(change.target()), live)) {
      // Given
      loop.declare(RecordedOutcome.of(change)::declareIn);

      // When
      loop.lookUntilReady();

      // Then
      assertThat(loop.ready()).isEqualTo(RecordedLoop.CONVERGED);
      assertThat(loop.writes()).as("one PATCH a change").hasSize(1);
      requireSameMeaning(change, loop.writes().get(0));
      requireReached(change, live.before(), loop.identity());
      assertThat(loop.reportedType()).isEqualTo(change.after().type());

      // When
      int statusWrites = loop.statusWrites();
      loop.look();

      // Then
      assertThat(loop.writes()).as("a second look sends nothing").hasSize(1);
      assertThat(loop.statusWrites()).as("nor does it write a status").isEqualTo(statusWrites);
    }
  }

  /** The same identity comes of it as of the recorded write, and there is nothing else in it. */
  private static void requireSameMeaning(Change change, JsonNode sent) {
    assertThat(Merge.apply(change.before(), sent.get("identity"), false))
        .as("what the operator's PATCH means")
        .matches(change.after()::means, "the same as was recorded: " + change.after());
    assertThat(Merge.folded(sent))
        .as("the operator's PATCH is exactly the difference")
        .isEqualTo(Merge.difference(change.before(), change.after()));
  }

  private static void requireReached(Change change, IdentityBlock before, IdentityBlock reached) {
    IdentityBlock recorded = change.after();
    assertThat(reached.type()).isEqualTo(recorded.type());
    assertThat(reached.users().keySet()).isEqualTo(recorded.users().keySet());
    recorded.users().forEach((id, entry) -> requireValues(entry, reached.users().get(id)));
    if (before.system() && recorded.system()) {
      String told = recorded.principalId();
      assertThat(reached.principalId()).isEqualTo(told == null ? before.principalId() : told);
    } else if (recorded.system()) {
      assertThat(reached.principalId()).as("the new principal").isNotBlank();
    } else {
      assertThat(reached.principalId()).as("the principal").isNull();
    }
  }

  private static void requireValues(IdentityBlock.Entry recorded, IdentityBlock.Entry reached) {
    if (recorded.hasValues()) {
      assertThat(reached.clientId()).isEqualTo(recorded.clientId());
      assertThat(reached.principalId()).isEqualTo(recorded.principalId());
    }
  }
}
