package dev.managedidentity.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A row of the table of task 14 in {@code docs/tasks.md}: a role that the operator lacks.
 *
 * @param toldBy the kind whose message tells of it
 * @param action that the message names
 * @param remedy as the message has it, with words such as {@code <scale set>} for ids
 */
record MissingRole(String role, Example example, String toldBy, String action, String remedy) {
  private static final Pattern ROW =
      Pattern.compile(
          "(?m)^\\| ([A-Z][\\w ]+) \\| \\[\\d\\d]\\(\\.\\./examples/(.+?)\\)"
              + " \\| (\\w+) \\| `(.+?)` \\| (.+) \\|$");

  static List<MissingRole> all() {
    try {
      return ROW.matcher(Files.readString(Example.TASKS))
          .results()
          .map(
              row ->
                  new MissingRole(
                      row.group(1),
                      Example.named(row.group(2)),
                      row.group(3),
                      row.group(4),
                      row.group(5).replace("`", "")))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return "%s, %s".formatted(role, example);
  }
}
