package dev.managedidentity.deploy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a text of metrics shows: its types, its series, and the labels and values they have. */
final class Exposition {
  private static final Pattern TYPE = Pattern.compile("# TYPE (\\w+) (\\w+)");
  private static final Pattern SERIES = Pattern.compile("(\\w+)(?:\\{(.*)})? \\S+");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

  private final Map<String, String> types = new LinkedHashMap<>();
  private final Map<String, Map<String, Set<String>>> series = new TreeMap<>();

  Exposition(String text) {
    text.lines().forEach(this::read);
  }

  private void read(String line) {
    Matcher type = TYPE.matcher(line);
    Matcher sample = SERIES.matcher(line);
    if (type.matches()) {
      types.put(type.group(1), type.group(2));
    } else if (sample.matches()) {
      Map<String, Set<String>> labels =
          series.computeIfAbsent(sample.group(1), unused -> new TreeMap<>());
      LABEL
          .matcher(Optional.ofNullable(sample.group(2)).orElse(""))
          .results()
          .forEach(
              label ->
                  labels
                      .computeIfAbsent(label.group(1), unused -> new TreeSet<>())
                      .add(label.group(2)));
    }
  }

  /** By the name of each metric; of a histogram without its endings. */
  Map<String, String> types() {
    return types;
  }

  boolean has(String name) {
    return series.containsKey(name);
  }

  /** The values of each label of the series of this name. */
  Map<String, Set<String>> labels(String name) {
    return series.getOrDefault(name, Map.of());
  }

  /** Whether the series of this name only go up, so that what is told is how fast. */
  boolean onlyGrows(String name) {
    return !"gauge".equals(types.get(name));
  }

  /** The metric that a series of this name is of. */
  String metric(String name) {
    return types.containsKey(name) ? name : name.replaceFirst("_(bucket|sum|count)$", "");
  }
}
