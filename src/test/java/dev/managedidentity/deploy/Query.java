package dev.managedidentity.deploy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An expression in Prometheus' language, as far as it can be wrong about the metrics: what it
 * selects, groups by and compares with. Not a parser; what it does not know it calls a fault.
 */
record Query(String text) {
  /** What every series has beside its own labels, wherever Prometheus scrapes. */
  private static final Set<String> SCRAPED = Set.of("job", "instance");

  private static final Set<String> WORDS =
      Set.of(
          "sum",
          "min",
          "count",
          "rate",
          "increase",
          "resets",
          "max_over_time",
          "absent",
          "vector",
          "histogram_quantile",
          "by",
          "and",
          "or",
          "unless",
          "on");

  private static final Pattern STRING = Pattern.compile("\"[^\"]*\"");
  private static final Pattern MATCHER =
      Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)\\s*\"([^\"]*)\"");
  private static final Pattern GROUPING = Pattern.compile("\\b(?:by|on)\\s*\\(([^)]*)\\)");
  private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z_0-9]*");

  /** A function of it, the name, what it must have, and the range if there is one. */
  private static final Pattern SELECTOR =
      Pattern.compile(
          "(?:(\\w+)\\(\\s*)?\\b(managedidentity_\\w+)\\s*(?:\\{([^}]*)})?\\s*(\\[[^]]*])?");

  private static final Set<String> OF_GROWTH = Set.of("rate", "increase", "resets");

  /** The names of the series it is about. */
  Set<String> names() {
    return selectors().map(selector -> selector.group(2)).collect(Collectors.toSet());
  }

  private Stream<MatchResult> selectors() {
    return SELECTOR.matcher(text).results();
  }

  /** What it gets wrong, in words; empty if nothing. */
  List<String> faults(Exposition there) {
    List<String> faults = new ArrayList<>();
    if (!isBalanced()) {
      faults.add("brackets do not match");
    }
    if (names().isEmpty()) {
      faults.add("no metric of ours");
    }
    selectors().forEach(selector -> select(selector, there, faults));
    group(there, faults);
    words().filter(word -> !WORDS.contains(word)).forEach(word -> faults.add("unknown " + word));
    return faults;
  }

  private boolean isBalanced() {
    Deque<Character> open = new ArrayDeque<>();
    for (char one : STRING.matcher(text).replaceAll("").toCharArray()) {
      if ("([{".indexOf(one) >= 0) {
        open.push(one);
      } else if (")]}".indexOf(one) >= 0
          && (open.isEmpty() || "([{".indexOf(open.pop()) != ")]}".indexOf(one))) {
        return false;
      }
    }
    return open.isEmpty();
  }

  private static void select(MatchResult selector, Exposition there, List<String> faults) {
    String name = selector.group(2);
    if (!there.has(name)) {
      faults.add("no metric " + name);
      return;
    }
    boolean isOfGrowth = selector.group(1) != null && OF_GROWTH.contains(selector.group(1));
    if (there.onlyGrows(name) != isOfGrowth || (isOfGrowth && selector.group(4) == null)) {
      faults.add("not as its type is told: " + selector.group());
    }
    if (selector.group(3) != null) {
      match(selector.group(3), name, there.labels(name), faults);
    }
  }

  private static void match(
      String conditions, String name, Map<String, Set<String>> labels, List<String> faults) {
    for (MatchResult condition : MATCHER.matcher(conditions).results().toList()) {
      String label = condition.group(1);
      if (SCRAPED.contains(label)) {
        continue;
      }
      Arrays.stream(condition.group(2).split("\\|", -1))
          .filter(value -> !value.startsWith("$"))
          .filter(value -> !labels.getOrDefault(label, Set.of()).contains(value))
          .forEach(value -> faults.add("no %s{%s=%s}".formatted(name, label, value)));
      if (!labels.containsKey(label)) {
        faults.add("no label %s of %s".formatted(label, name));
      }
    }
  }

  private void group(Exposition there, List<String> faults) {
    Set<String> known = new HashSet<>(SCRAPED);
    names().forEach(name -> known.addAll(there.labels(name).keySet()));
    GROUPING
        .matcher(text)
        .results()
        .flatMap(grouping -> WORD.matcher(grouping.group(1)).results())
        .map(MatchResult::group)
        .filter(label -> !known.contains(label))
        .forEach(label -> faults.add("grouped by " + label + ", which nothing has"));
  }

  /** All words but those that are looked at by themselves. */
  private Stream<String> words() {
    String rest = text;
    for (String known :
        List.of("\\{[^}]*}", "\\[[^]]*]", "managedidentity_\\w+", "(?<=\\b(by|on) )\\([^)]*\\)")) {
      rest = rest.replaceAll(known, " ");
    }
    return WORD.matcher(rest).results().map(MatchResult::group);
  }
}
