package dev.managedidentity.storm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Plays a storm, prints its figures, writes storm.json; exits 0 only if everything held. */
@Command(name = "storm", exitCodeOnInvalidInput = 1)
public final class Storm implements Callable<Integer> {
  @Option(names = "--scale-sets", required = true, description = "Scale sets of the fleet.")
  private int scaleSets;

  @Option(names = "--kills", required = true, description = "SIGKILLs of replicas.")
  private int kills;

  @Option(names = "--restarts", required = true, description = "Restarts of the API server.")
  private int restarts;

  @Option(names = "--faults", required = true, description = "Share of faulty answers, 0 to 1.")
  private double faults;

  @Option(names = "--time-factor", required = true, description = "Azure's times are times this.")
  private double timeFactor;

  @Option(names = "--lease", required = true, description = "Seconds that the lease lasts.")
  private int lease;

  @Option(names = "--seed", description = "Of all random choices; chosen if left out.")
  private String seed = "";

  @Option(names = "--soak", required = true, description = "How long, as in 30m; 0s for a storm.")
  private String soak;

  @Option(names = "--patience", required = true, description = "Seconds that anything may take.")
  private int patience;

  @Parameters(description = "The folder for storm.json, and for logs below it.")
  private Path target;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Storm()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    Path directory = target.resolve("storm").toAbsolutePath();
    clear(directory);
    StormOptions options =
        new StormOptions(
            scaleSets,
            kills,
            restarts,
            faults,
            timeFactor,
            Duration.ofSeconds(lease),
            seed.isBlank() ? new Random().nextInt(1_000_000) : Long.parseLong(seed),
            Duration.parse("PT" + soak),
            Duration.ofSeconds(patience),
            directory);
    System.out.printf("seed %d; logs in %s%n", options.seed(), directory);
    try (StormRun run = new StormRun(options)) {
      return report(run.play()) ? 0 : 1;
    } catch (StormFailed failure) {
      System.err.printf(
          "%s Seed %d; see the logs in %s.%n", failure.getMessage(), options.seed(), directory);
      return 1;
    }
  }

  private boolean report(StormResult result) throws IOException {
    Path file = target.resolve("storm.json");
    Files.writeString(file, result.json().toPrettyString() + "\n");
    System.out.println();
    result.lines().forEach(System.out::println);
    System.out.println();
    System.out.println("Written to " + file);
    result.findings().forEach(finding -> System.err.println("DOES NOT HOLD: " + finding));
    return result.holds();
  }

  /** Data of an earlier storm would be found by this one's etcd. */
  static void clear(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
        for (Path file : deepestFirst) {
          Files.delete(file);
        }
      }
    }
    Files.createDirectories(directory);
  }
}
