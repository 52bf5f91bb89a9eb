package dev.managedidentity.operator.recordings;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which paths are those of a scale set or a virtual machine itself. */
final class Targets {
  private static final Pattern WHOLE =
      Pattern.compile(
          "/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\\.Compute"
              + "/(?:virtualMachineScaleSets|virtualMachines)/[^/]+",
          Pattern.CASE_INSENSITIVE);

  /** An excerpt may write dots for the part of the path before the type. */
  private static final Pattern SHORTENED =
      Pattern.compile(
          "\\.\\.\\.(/(?:virtualMachineScaleSets|virtualMachines)/[^/]+)",
          Pattern.CASE_INSENSITIVE);

  private Targets() {}

  static String key(String id) {
    return id.toLowerCase(Locale.ROOT);
  }

  static boolean isScaleSet(String id) {
    return key(id).contains("/virtualmachinescalesets/");
  }

  /**
   * The id of the target that a path is of.
   *
   * @param seen the ids seen in the run so far
   */
  static Optional<String> of(String path, Collection<String> seen) {
    if (WHOLE.matcher(path).matches()) {
      return Optional.of(path);
    }
    Matcher shortened = SHORTENED.matcher(path);
    if (!shortened.matches()) {
      return Optional.empty();
    }
    String end = key(shortened.group(1));
    List<String> meant = seen.stream().filter(id -> key(id).endsWith(end)).distinct().toList();
    if (meant.size() != 1) {
      throw new UnknownShapeException(
          "the shortened path %s may mean %d resources".formatted(path, meant.size()));
    }
    return Optional.of(meant.get(0));
  }
}
