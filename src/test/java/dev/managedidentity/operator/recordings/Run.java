package dev.managedidentity.operator.recordings;

import java.util.List;

/**
 * What one client did, in order.
 *
 * @param name the file it was recorded in, without its folder among the recordings
 * @param excerpt whether it is an excerpt of a run, and not the whole of it
 */
public record Run(String name, boolean excerpt, List<Exchange> exchanges) {
  public Run {
    exchanges = List.copyOf(exchanges);
  }
}
