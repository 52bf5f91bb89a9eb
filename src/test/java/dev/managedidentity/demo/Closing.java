package dev.managedidentity.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.api.Status;
import dev.managedidentity.emulator.audit.RequestRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** What is shown at the end: how each example ended, or what went wrong. */
final class Closing {
  private static final int REQUESTS_SHOWN = 6;

  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .disable(YAMLGenerator.Feature.SPLIT_LINES)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .build();

  private static final Table TABLE =
      new Table(
          List.of(
              new Table.Column("EXAMPLE", 42),
              new Table.Column("NAME", 20),
              new Table.Column("ENDED", 19),
              new Table.Column("WRITES", 7)));

  private final Stage stage;
  private final Screen screen;

  Closing(Stage stage) {
    this.stage = stage;
    this.screen = stage.screen();
  }

  /**
   * Shows how each example ended.
   *
   * @throws DemoFailed if one did not end as it says
   */
  void summary(Duration took) {
    screen.heading("How every example ended");
    screen.line(screen.paint(Screen.Look.DIM, TABLE.header()));
    for (Example example : stage.examples()) {
      boolean well = isWell(example);
      String ended = isDeleted(example) ? "deleted" : Example.stand(stage.live(example));
      String row =
          TABLE.row(
              List.of(
                  example.file().replace(".yaml", ""),
                  example.name(),
                  ended,
                  String.valueOf(stage.azure().writes(example.target()))));
      screen.line(screen.paint(well ? Screen.Look.GREEN : Screen.Look.RED, row));
    }
    List<Example> wrong = stage.examples().stream().filter(one -> !isWell(one)).toList();
    if (!wrong.isEmpty()) {
      throw new DemoFailed(wrong.size() + " did not end as their examples say.");
    }
    screen.line("");
    screen.step(
        Screen.Look.GREEN,
        "All is well",
        "%d declarations ended as their examples say, in %.0f s."
            .formatted(stage.examples().size(), took.toMillis() / 1000.0));
  }

  private boolean isWell(Example example) {
    return isDeleted(example) || stage.hasEnded(example);
  }

  /** The story deletes its hero, after it ended as it says. */
  private boolean isDeleted(Example example) {
    return example.equals(stage.hero()) && stage.live(example).isEmpty();
  }

  /** Shows what there is to see of a failure. */
  void failure(Exception failure, Path log) {
    screen.settle();
    screen.heading("The demo failed");
    screen.step(Screen.Look.RED, "wrong", words(failure));
    List<Example> wrong =
        stage.examples().stream()
            .filter(one -> stage.live(one).isPresent() && !stage.hasEnded(one))
            .toList();
    // What waits for a scale set that the story has not made yet says little where more is wrong.
    boolean allWait = wrong.stream().allMatch(stage::waits);
    wrong.stream().filter(one -> allWait || !stage.waits(one)).forEach(this::explain);
    screen.step(Screen.Look.DIM, "log", String.valueOf(log));
  }

  private static String words(Exception failure) {
    return String.valueOf(failure instanceof DemoFailed ? failure.getMessage() : failure);
  }

  private void explain(Example example) {
    screen.step(
        Screen.Look.RED,
        "",
        "%s of %s should be %s, and is %s. Its status:"
            .formatted(
                example.name(),
                example.file(),
                example.ends(),
                Example.stand(stage.live(example))));
    yaml(stage.status(example).orElseGet(IdentityStatus::new)).forEach(screen::line);
    screen.step(Screen.Look.DIM, "requests", "the last ones about its target:");
    List<RequestRecord> all =
        stage.azure().requests(0).stream()
            .filter(one -> one.path().equalsIgnoreCase(example.target()))
            .toList();
    for (RequestRecord one : all.subList(Math.max(0, all.size() - REQUESTS_SHOWN), all.size())) {
      screen.step(
          Screen.Look.DIM,
          "",
          "%tT.%<tL %s %d"
              .formatted(one.time().atOffset(ZoneOffset.UTC), one.method(), one.status()));
    }
  }

  /** Long lines are wrapped so that the text stays whole and the indentation right. */
  private static List<String> yaml(Status status) {
    List<String> lines = new ArrayList<>();
    try {
      for (String line : YAML.writeValueAsString(status).lines().toList()) {
        String indent = " ".repeat(4 + line.length() - line.stripLeading().length());
        List<String> wrapped = Wording.wrap(line.strip(), Screen.WIDTH - indent.length() - 4);
        for (int i = 0; i < wrapped.size(); i++) {
          lines.add(indent + (i == 0 ? "" : "    ") + wrapped.get(i));
        }
      }
    } catch (JsonProcessingException e) {
      lines.add("    (cannot be shown: " + e.getOriginalMessage() + ")");
    }
    return lines;
  }
}
