package dev.managedidentity.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How the demo runs.
 *
 * @param examples the folder whose {@code *.yaml} are applied
 * @param seed what exists in Azure from the start
 * @param scratch a folder to write certificates and logs into
 * @param timeFactor Azure's recorded times are multiplied by this
 * @param syncPeriod how often the operator looks for drift
 * @param quietPeriods how many periods must pass without a write at the end
 * @param deadline for each thing that is waited for
 * @param realKubernetes whether to run on a real API server rather than in memory
 * @param keep whether to stay up after the end, until Ctrl-C
 */
record Options(
    Path examples,
    Path seed,
    Path scratch,
    double timeFactor,
    Duration syncPeriod,
    int quietPeriods,
    Duration deadline,
    boolean realKubernetes,
    boolean keep) {

  /**
   * As the command line and the environment have it.
   *
   * @throws IllegalArgumentException for an unknown argument
   */
  static Options of(List<String> arguments, Map<String, String> environment, boolean real) {
    List<String> unknown = arguments.stream().filter(word -> !word.equals("--keep")).toList();
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "The demo does not know " + unknown + "; it takes --keep, or nothing.");
    }
    String keep = environment.getOrDefault("DEMO_KEEP", "");
    return new Options(
        Path.of("examples"),
        Path.of("examples", "azure", "emulator-seed.yaml"),
        Path.of("target", "demo"),
        0.02,
        Duration.ofSeconds(1),
        10,
        Duration.ofSeconds(90),
        real,
        arguments.contains("--keep") || !(keep.isEmpty() || keep.equals("0")));
  }
}
