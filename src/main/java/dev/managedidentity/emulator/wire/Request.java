package dev.managedidentity.emulator.wire;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A request as it came in.
 *
 * @param target path and query exactly as sent, for URLs that must be used as given
 * @param path the decoded path
 * @param query decoded parameters by lower-case name
 * @param headers by lower-case name
 */
public record Request(
    String method,
    String target,
    String path,
    Map<String, String> query,
    Map<String, String> headers,
    String body) {

  /** The header's value, or null. */
  public String header(String name) {
    return headers.get(name.toLowerCase(Locale.ROOT));
  }

  /** The query parameter's value, or the empty string. */
  public String parameter(String name) {
    return query.getOrDefault(name.toLowerCase(Locale.ROOT), "");
  }

  /** The parts of the path between slashes, empty ones left out. */
  public List<String> segments() {
    return Arrays.stream(path.split("/", -1)).filter(part -> !part.isEmpty()).toList();
  }
}
