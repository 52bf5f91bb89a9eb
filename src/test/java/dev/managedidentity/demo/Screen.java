package dev.managedidentity.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What the demo prints on: a terminal, where tables are drawn again in place, or a plain pipe. */
final class Screen {
  static final int WIDTH = 100;

  /** Of a step's first column, such as "planned". */
  private static final int LABEL = 12;

  private static final String ESCAPE = "\u001b[";

  /** How something looks where there are colours. */
  enum Look {
    BOLD("1"),
    DIM("2"),
    RED("31"),
    GREEN("32"),
    YELLOW("33"),
    CYAN("36");

    private final String code;

    Look(String code) {
      this.code = code;
    }
  }

  private final PrintStream out;
  private final boolean colours;
  private final int rows;
  private int drawn;

  /**
   * @param rows of the terminal; 0 where nothing can be drawn in place
   */
  Screen(PrintStream out, boolean colours, int rows) {
    this.out = out;
    this.colours = colours;
    this.rows = rows;
  }

  /** The screen of this process. */
  @SuppressWarnings("SystemConsoleNull") // from JDK 22 on: pom.xml asks for the older console
  static Screen ofProcess(Map<String, String> environment) {
    // Null unless both standard input and standard output are a terminal.
    boolean terminal = System.console() != null && !"dumb".equals(environment.get("TERM"));
    boolean wanted = terminal || isSet(environment, "FORCE_COLOR");
    boolean colours = wanted && !isSet(environment, "NO_COLOR");
    return new Screen(System.out, colours, terminal ? terminalRows() : 0);
  }

  private static boolean isSet(Map<String, String> environment, String variable) {
    return !environment.getOrDefault(variable, "").isEmpty();
  }

  /** 0 where it cannot be found out. */
  private static int terminalRows() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size").redirectInput(ProcessBuilder.Redirect.INHERIT).start();
      String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      boolean known = stty.waitFor(5, TimeUnit.SECONDS) && stty.exitValue() == 0;
      return known ? Integer.parseInt(size.strip().split(" ", -1)[0]) : 0;
    } catch (IOException | NumberFormatException e) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  /** Whether so many lines can be drawn again in place. */
  boolean redraws(int lines) {
    return lines < rows;
  }

  String paint(Look look, String text) {
    return colours ? ESCAPE + look.code + "m" + text + ESCAPE + "0m" : text;
  }

  void title(String text) {
    line(paint(Look.BOLD, text));
    line(paint(Look.DIM, "=".repeat(text.length())));
  }

  void heading(String text) {
    line("");
    line(paint(Look.BOLD, text));
    line(paint(Look.DIM, "-".repeat(text.length())));
  }

  /** A paragraph, wrapped. */
  void say(String text) {
    Wording.wrap(text, WIDTH - 2).forEach(one -> line("  " + one));
  }

  /** Something that happened, its text wrapped beside the label. */
  void step(Look look, String label, String text) {
    String first = paint(look, padded(label, LABEL));
    for (String one : Wording.wrap(text, WIDTH - LABEL - 2)) {
      line("  " + first + one);
      first = " ".repeat(LABEL);
    }
  }

  /** Something quoted, such as a manifest. */
  void quote(List<String> lines) {
    lines.forEach(one -> line(paint(Look.DIM, "  | " + Wording.cut(one, WIDTH - 4))));
  }

  void line(String text) {
    out.println(text);
    out.flush();
  }

  /** Draws lines over those that the last call drew. */
  void redraw(List<String> lines) {
    StringBuilder text = new StringBuilder();
    if (drawn > 0) {
      text.append(ESCAPE).append(drawn).append('A');
    }
    // Without wrapping, so that a narrow terminal cuts a line instead of spoiling the count.
    text.append(ESCAPE).append("?7l");
    lines.forEach(one -> text.append(ESCAPE).append("2K").append(one).append('\n'));
    text.append(ESCAPE).append("?7h");
    out.print(text);
    out.flush();
    drawn = lines.size();
  }

  /** What was drawn stays; the next drawing starts below it. */
  void settle() {
    drawn = 0;
  }

  static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
