package dev.managedidentity.situations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Writes out {@code id[01..40]}: in a list as forty entries, as a key of a map as forty keys. */
final class Ranges {
  private static final Pattern RANGE = Pattern.compile("\\[(\\d+)\\.\\.(\\d+)]");

  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
  private static final int LEAST = 3;

  private Ranges() {}

  static JsonNode writtenOut(JsonNode node) {
    if (node.isArray()) {
      ArrayNode list = JsonNodeFactory.instance.arrayNode();
      node.forEach(entry -> inList(entry).forEach(list::add));
      return list;
    }
    return node.isObject() ? map(node) : node;
  }

  private static ObjectNode map(JsonNode node) {
    ObjectNode map = JsonNodeFactory.instance.objectNode();
    node.properties()
        .forEach(
            entry ->
                written(entry.getKey()).forEach(key -> map.set(key, writtenOut(entry.getValue()))));
    return map;
  }

  private static List<JsonNode> inList(JsonNode entry) {
    JsonNodeFactory make = JsonNodeFactory.instance;
    if (entry.isTextual()) {
      return written(entry.textValue()).stream().<JsonNode>map(make::textNode).toList();
    }
    boolean isId = entry.size() == 1 && entry.path("id").isTextual();
    return isId
        ? written(entry.path("id").textValue()).stream()
            .<JsonNode>map(id -> make.objectNode().put("id", id))
            .toList()
        : List.of(writtenOut(entry));
  }

  private static List<String> written(String text) {
    Matcher range = RANGE.matcher(text);
    if (!range.find()) {
      return List.of(text);
    }
    String digits = "%0" + range.group(1).length() + "d";
    return IntStream.rangeClosed(Integer.parseInt(range.group(1)), Integer.parseInt(range.group(2)))
        .mapToObj(number -> range.replaceFirst(digits.formatted(number)))
        .toList();
  }

  /**
   * The other way round, for people to read: runs of three and more in a list, or among keys that
   * have the same value, as a range.
   */
  static List<String> folded(List<String> texts) {
    List<String> folded = new ArrayList<>();
    int start = 0;
    while (start < texts.size()) {
      int end = start + 1;
      while (end < texts.size() && texts.get(end).equals(after(texts.get(end - 1)))) {
        end++;
      }
      if (end - start >= LEAST) {
        folded.add(range(texts.get(start), texts.get(end - 1)));
      } else {
        folded.addAll(texts.subList(start, end));
      }
      start = end;
    }
    return folded;
  }

  /** The same text with its first number one higher; empty if it has none. */
  private static String after(String text) {
    Matcher number = NUMBER.matcher(text);
    if (!number.find()) {
      return "";
    }
    String digits = "%0" + number.group().length() + "d";
    return number.replaceFirst(digits.formatted(Long.parseLong(number.group()) + 1));
  }

  private static String range(String first, String last) {
    Matcher from = NUMBER.matcher(first);
    Matcher to = NUMBER.matcher(last);
    from.find();
    to.find();
    return from.replaceFirst("[%s..%s]".formatted(from.group(), to.group()));
  }
}
