package dev.managedidentity.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * What a running process has cost so far.
 *
 * @param residentMegabytes the memory that the system has given it; -1 where it does not say
 * @param peakMegabytes the most that it ever had; -1 where the system does not say
 * @param cpuSeconds of all its threads; -1 where the system does not say
 */
public record Footprint(long residentMegabytes, long peakMegabytes, double cpuSeconds) {

  /** What this process has cost so far; of one that has ended the system says nothing any more. */
  public static Footprint of(long pid) {
    double cpu =
        ProcessHandle.of(pid)
            .flatMap(process -> process.info().totalCpuDuration())
            .map(Duration::toMillis)
            .map(millis -> millis / 1000.0)
            .orElse(-1.0);
    return new Footprint(megabytes(pid, "VmRSS:"), megabytes(pid, "VmHWM:"), cpu);
  }

  private static long megabytes(long pid, String key) {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    if (!Files.exists(status)) {
      return -1;
    }
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith(key))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
          .findFirst()
          .orElse(-1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
