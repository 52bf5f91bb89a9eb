package dev.managedidentity.storm;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** Whether what a process holds stays the same while it works. */
final class Flatness {
  /** The fraction by which anything may grow, which is less than any leak comes to. */
  private static final double GROWTH = 0.05;

  private Flatness() {}

  /**
   * One kind of thing that a process holds.
   *
   * @param slack by which it may grow besides: of few things one more is much
   */
  private record Holding(String name, long slack, ToLongFunction<Footprints.Sample> of) {}

  private static final List<Holding> ALL =
      List.of(
          new Holding("threads", 4, Footprints.Sample::threads),
          new Holding("sockets", 6, Footprints.Sample::sockets),
          new Holding("open files", 6, Footprints.Sample::files),
          new Holding("resident MB", 8, Footprints.Sample::residentMegabytes));

  /**
   * What one kind came to.
   *
   * @param early the average of the second quarter: in the first one the process warms up
   * @param late the average of the last quarter
   */
  record Course(String name, double early, double late, boolean flat) {
    String words() {
      return String.format(
          Locale.ROOT, "%s: %.1f early, %.1f late%s", name, early, late, flat ? "" : ", not flat");
    }
  }

  /**
   * Judges the samples of one process, oldest first.
   *
   * @throws StormFailed if there are too few to tell
   */
  static List<Course> of(List<Footprints.Sample> samples) {
    int quarter = samples.size() / 4;
    if (quarter < 5) {
      throw new StormFailed(
          "Only %d samples of the leader: soak for longer.".formatted(samples.size()));
    }
    List<Course> courses = new ArrayList<>();
    for (Holding holding : ALL) {
      double early = average(samples.subList(quarter, 2 * quarter), holding.of());
      double late =
          average(samples.subList(samples.size() - quarter, samples.size()), holding.of());
      boolean flat = late <= early * (1 + GROWTH) + holding.slack();
      courses.add(new Course(holding.name(), early, late, flat));
    }
    return courses;
  }

  private static double average(
      List<Footprints.Sample> samples, ToLongFunction<Footprints.Sample> of) {
    return samples.stream().mapToLong(of).average().orElseThrow();
  }
}
