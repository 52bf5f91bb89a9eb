package dev.managedidentity.demo;

import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.emulator.audit.RequestRecord;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What is shown at the end: how each example ended, or what went wrong. */
final class Closing {
  private static final int REQUESTS_SHOWN = 12;

  private static final Table TABLE =
      new Table(
          List.of(
              new Table.Column("EXAMPLE", 39),
              new Table.Column("NAME", 20),
              new Table.Column("ENDED", 22),
              new Table.Column("PATCHES", 7)));

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
                  example.file(),
                  example.name(),
                  ended,
                  String.valueOf(stage.azure().patches(example.target()))));
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
    for (Example example : stage.examples()) {
      Optional<IdentityStatus> status = stage.status(example);
      if (stage.live(example).isPresent() && !stage.hasEnded(example)) {
        screen.step(
            Screen.Look.RED,
            example.name(),
            "of %s should be %s, and is %s. Its status:"
                .formatted(example.file(), example.ends(), Example.stand(stage.live(example))));
        String yaml = Serialization.asYaml(status.orElseGet(IdentityStatus::new));
        yaml.lines()
            .flatMap(line -> Wording.wrap(line, Screen.WIDTH - 4).stream())
            .forEach(line -> screen.line("    " + line));
      }
    }
    lastRequests();
    screen.step(Screen.Look.DIM, "log", String.valueOf(log));
  }

  private static String words(Exception failure) {
    return String.valueOf(failure instanceof DemoFailed ? failure.getMessage() : failure);
  }

  private void lastRequests() {
    List<RequestRecord> all = stage.azure().requests(0);
    screen.step(Screen.Look.DIM, "requests", "the last ones that Azure got:");
    for (RequestRecord one : all.subList(Math.max(0, all.size() - REQUESTS_SHOWN), all.size())) {
      screen.step(Screen.Look.DIM, one.method() + " " + one.status(), one.path());
    }
  }
}
