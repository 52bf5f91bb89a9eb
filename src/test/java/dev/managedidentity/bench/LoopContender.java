package dev.managedidentity.bench;

import dev.managedidentity.testing.Footprint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** A loop without an operator; its period is a round, as long as that may take. */
final class LoopContender implements Contender {
  private final JavaProcess process;
  private final Patience patience;

  /**
   * Starts the loop.
   *
   * @param scratch a folder for its errand and its log
   */
  LoopContender(Path scratch, Cloud cloud, Errand errand, Patience patience) throws IOException {
    Path file = errand.write(scratch.resolve("errand.json"));
    this.patience = patience;
    this.process =
        JavaProcess.start(
            scratch.resolve("loop.log"),
            cloud.environment(),
            "dev.managedidentity.bench.AzureLoop",
            List.of(file.toString()));
  }

  @Override
  public Instant started() {
    return process.started();
  }

  @Override
  public void awaitAllWell() {
    awaitRound(1);
  }

  @Override
  public void awaitBoundary() {
    pass(1);
  }

  @Override
  public void pass(int periods) {
    awaitRound(rounds() + periods);
  }

  void awaitRound(long wanted) {
    patience.until("the end of round " + wanted, process, () -> rounds() >= wanted);
  }

  private long rounds() {
    return process.lines().stream().filter(line -> line.startsWith("round ")).count();
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
