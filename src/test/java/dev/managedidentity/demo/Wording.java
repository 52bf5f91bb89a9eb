package dev.managedidentity.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Makes what Azure and the operator write short enough for a line on a screen. */
final class Wording {
  private static final Pattern ID =
      Pattern.compile("/subscriptions/[^\\s,;]+/([^\\s,;/]*[^\\s,;/.:])");

  private Wording() {}

  /** The last segment of an id. */
  static String name(String id) {
    return id.substring(id.lastIndexOf('/') + 1);
  }

  /** The same text with the last segment in place of each whole id. */
  static String brief(String text) {
    return ID.matcher(text).replaceAll("$1");
  }

  /** The same text with the last two segments of each whole id, and dots for the others. */
  static String shortened(String text) {
    return ID.matcher(text)
        .replaceAll(
            id -> "/.../" + name(id.group().substring(0, id.start(1) - id.start() - 1)) + "/$1");
  }

  /** An identity type as short as a table wants it. */
  static String type(String type) {
    return type == null ? "-" : type.replace("Assigned", "");
  }

  /** At most so many characters. */
  static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 3) + "...";
  }

  /** Lines of at most so many characters, broken at spaces, or else before a slash of a path. */
  static List<String> wrap(String text, int width) {
    List<String> lines = new ArrayList<>();
    String rest = text;
    while (rest.length() > width) {
      int end = rest.lastIndexOf(' ', width);
      end = end > 0 ? end : rest.lastIndexOf('/', width);
      end = end > 0 ? end : width;
      lines.add(rest.substring(0, end).stripTrailing());
      rest = rest.substring(end).stripLeading();
    }
    lines.add(rest);
    return lines;
  }
}
