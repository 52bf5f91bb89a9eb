package dev.managedidentity.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.managedidentity.emulator.RecordingFiles.Recording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.opentest4j.TestAbortedException;

/** The emulator answers recorded requests as Azure did, save for what is listed with a reason. */
@Execution(ExecutionMode.SAME_THREAD)
class RecordingsReplayTest {
  private static final ReplayTally TALLY = new ReplayTally();

  @TempDir static Path directory;
  private static Replay running;

  @TestFactory
  Stream<DynamicNode> answersAsAzureDid() {
    Optional<Path> folder = RecordingFiles.folder();
    if (folder.isEmpty()) {
      return without();
    }
    List<Recording> recordings = RecordingFiles.read(folder.get());
    return IntStream.range(0, recordings.size())
        .mapToObj(i -> dynamicContainer(recordings.get(i).name(), exchanges(i, recordings.get(i))));
  }

  private static Stream<DynamicNode> without() {
    String said = "There are no recordings of Azure to replay: SHARED_DIR names their folder.";
    if ("true".equals(System.getenv("CI"))) {
      fail(said);
    }
    System.out.println(said);
    throw new TestAbortedException(said);
  }

  private static Stream<DynamicTest> exchanges(int number, Recording recording) {
    DynamicTest begin = dynamicTest("begins", () -> begin(number, recording));
    Stream<DynamicTest> each =
        recording.exchanges().stream().map(one -> dynamicTest(one.title(), () -> replays(one)));
    return Stream.concat(Stream.of(begin), each);
  }

  private static void begin(int number, Recording recording) throws IOException {
    end();
    Path own = Files.createDirectories(directory.resolve("recording" + number));
    TALLY.recording();
    running = new Replay(own, recording, TALLY);
  }

  private static void replays(Recorded recorded) {
    // When
    List<String> differences = running.differences(recorded);
    // Then
    if (!differences.isEmpty()) {
      TALLY.differs();
    }
    assertThat(differences).as(recorded.title()).isEmpty();
  }

  @AfterAll
  static void end() {
    if (running != null) {
      running.close();
      running = null;
    }
  }

  @AfterAll
  static void tells() {
    System.out.print(TALLY.table());
  }
}
