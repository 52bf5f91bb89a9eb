package dev.managedidentity.bench;

import dev.managedidentity.testing.Footprint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A loop without an operator; its period is a round, as long as that may take. */
final class LoopContender implements Contender {
  private static final Pattern ROUND = Pattern.compile("round .* done at (?<end>\\S+)");
  private static final Pattern ALL_DONE =
      Pattern.compile("round \\d+: (?<all>\\d+) of \\k<all> done at (?<end>\\S+)");

  private final JavaProcess process;
  private final Patience patience;

  /**
   * Starts the loop.
   *
   * @param scratch a folder for its errand and its log
   */
  LoopContender(Path scratch, Cloud cloud, Errand errand, Course course) throws IOException {
    Path file = errand.write(scratch.resolve("errand.json"));
    this.patience = course.patience();
    this.process =
        JavaProcess.start(
            scratch.resolve("loop.log"),
            cloud.environment(),
            course.jvm().program("dev.managedidentity.bench.AzureLoop"),
            List.of(file.toString()));
  }

  @Override
  public Instant started() {
    return process.started();
  }

  @Override
  public Instant awaitAllWell() {
    patience.until("a round in which all is done", process, () -> ends(ALL_DONE).size() > 0);
    return ends(ALL_DONE).get(0);
  }

  /** It says nothing of single scale sets: what Azure shows is all there is. */
  @Override
  public Instant awaitWellAgain() {
    return Instant.now();
  }

  /** Every round is as the others: the last one that ended was the last but these. */
  @Override
  public Instant settle() {
    return ends(ROUND).get(ends(ROUND).size() - 1);
  }

  @Override
  public Instant pass(int periods) {
    return awaitRound(ends(ROUND).size() + periods);
  }

  Instant awaitRound(int wanted) {
    patience.until("the end of round " + wanted, process, () -> ends(ROUND).size() >= wanted);
    return ends(ROUND).get(wanted - 1);
  }

  /** When those rounds ended of which it says this. */
  private List<Instant> ends(Pattern said) {
    return process.lines().stream()
        .map(said::matcher)
        .filter(Matcher::matches)
        .map(line -> Instant.parse(line.group("end")))
        .toList();
  }

  @Override
  public Footprint footprint() {
    return process.footprint();
  }

  @Override
  public JavaProcess process() {
    return process;
  }

  @Override
  public void close() {
    process.close();
  }
}
