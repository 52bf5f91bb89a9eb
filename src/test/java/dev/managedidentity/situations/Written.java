package dev.managedidentity.situations;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Writes values as a situation's file has them: lists line by line, all else in one line. */
final class Written {
  private Written() {}

  static String lines(JsonNode node) {
    if (!node.isArray()) {
      return inLine(node);
    }
    return node.isEmpty()
        ? "none"
        : entries(node).stream()
            .map(entry -> "- " + entry)
            .collect(Collectors.joining(System.lineSeparator()));
  }

  static String inLine(JsonNode node) {
    if (node.isObject()) {
      return "{" + String.join(", ", members(node)) + "}";
    }
    return node.isArray() ? "[" + String.join(", ", entries(node)) + "]" : node.asText("null");
  }

  private static List<String> entries(JsonNode list) {
    List<String> entries = new ArrayList<>();
    list.forEach(entry -> entries.add(inLine(entry)));
    return Ranges.folded(entries);
  }

  private static List<String> members(JsonNode map) {
    List<String> members = new ArrayList<>();
    map.properties()
        .forEach(member -> members.add(member.getKey() + ": " + inLine(member.getValue())));
    return Ranges.folded(members);
  }
}
