package dev.managedidentity.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What a loop without an operator is to do, as a file that its process reads.
 *
 * @param way how each target is changed
 * @param tasks what each target is to have
 * @param periodMillis from the start of a round to the start of the next, if it ends before that
 * @param pollMillis between two polls where Azure names no time
 * @param atOnce how many targets are worked on at a time
 */
record Errand(Way way, List<Task> tasks, long periodMillis, long pollMillis, int atOnce) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** How a target is changed. */
  enum Way {
    /** GET, PATCH, poll, GET: as a script of {@code az vmss identity assign} does. */
    SCRIPT,
    /** GET, PUT, poll, GET: as operators do that own the whole resource. */
    WHOLE_RESOURCE
  }

  /** A target, and the identities that it is to have. */
  record Task(String target, List<String> identities) {}

  static Errand of(Way way, List<Task> tasks, Course course) {
    // The library's own is 30 s, which no factor shortens.
    Duration poll = Duration.ofMillis(Math.max(1000, Math.round(10_000 * course.timeFactor())));
    return new Errand(way, tasks, course.period().toMillis(), poll.toMillis(), course.atOnce());
  }

  static Errand read(Path file) throws IOException {
    return JSON.readValue(file.toFile(), Errand.class);
  }

  Path write(Path file) throws IOException {
    return Files.writeString(file, JSON.writeValueAsString(this));
  }
}
