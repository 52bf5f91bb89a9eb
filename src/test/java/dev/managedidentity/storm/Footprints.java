package dev.managedidentity.storm;

import dev.managedidentity.testing.Footprint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the processes of the operator hold, once a second. */
final class Footprints implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofSeconds(1);

  private final List<Replica> replicas;
  private final List<Sample> samples = new ArrayList<>();
  private final Repeated sampling;

  /** What one process held at one time. */
  record Sample(long pid, long residentMegabytes, long threads, long files, long sockets) {}

  Footprints(List<Replica> replicas) {
    this.replicas = replicas;
    this.sampling = new Repeated("Sampling the processes", PERIOD, this::sample);
  }

  private void sample() {
    for (Replica replica : replicas) {
      of(replica.pid()).ifPresent(this::add);
    }
  }

  private synchronized void add(Sample sample) {
    samples.add(sample);
  }

  /** Of a process at this time; empty if it has ended, or the system does not say. */
  static Optional<Sample> of(long pid) {
    Path process = Path.of("/proc", Long.toString(pid));
    try (Stream<String> status = Files.lines(process.resolve("status"));
        DirectoryStream<Path> open = Files.newDirectoryStream(process.resolve("fd"))) {
      long threads =
          status
              .filter(line -> line.startsWith("Threads:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .findFirst()
              .orElse(-1);
      long files = 0;
      long sockets = 0;
      for (Path one : open) {
        files++;
        sockets += isSocket(one) ? 1 : 0;
      }
      return Optional.of(
          new Sample(pid, Footprint.of(pid).residentMegabytes(), threads, files, sockets));
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty(); // It ended meanwhile.
    }
  }

  private static boolean isSocket(Path descriptor) throws IOException {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
    } catch (NoSuchFileException e) {
      return false; // Closed meanwhile.
    }
  }

  synchronized List<Sample> all() {
    return List.copyOf(samples);
  }

  @Override
  public void close() {
    sampling.close();
  }
}
