package dev.managedidentity.demo;

import dev.managedidentity.api.Status;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The live table of what converges: drawn again in place on a terminal, and elsewhere a line for
 * each change.
 */
final class Board {
  private static final Table TABLE =
      new Table(
          List.of(
              new Table.Column("NAME", 20),
              new Table.Column("TARGET", 23),
              new Table.Column("READY", 7),
              new Table.Column("REASON", 18),
              new Table.Column("TYPE", 12),
              new Table.Column("WRITES", 7)));

  private final Stage stage;
  private final List<Example> examples;
  private final boolean inPlace;
  private final Map<String, String> shown = new HashMap<>();

  Board(Stage stage, List<Example> examples) {
    this.stage = stage;
    this.examples = examples;
    this.inPlace = stage.screen().redraws(examples.size() + 1);
    if (!inPlace) {
      stage.screen().line(header());
    }
  }

  private String header() {
    return stage.screen().paint(Screen.Look.DIM, TABLE.header());
  }

  void refresh() {
    if (inPlace) {
      List<String> lines = new ArrayList<>(List.of(header()));
      examples.forEach(example -> lines.add(painted(example, stage.live(example))));
      stage.screen().redraw(lines);
    } else {
      examples.forEach(this::showIfNew);
    }
  }

  private void showIfNew(Example example) {
    Optional<CustomResource<?, ? extends Status>> live = stage.live(example);
    String row = painted(example, live);
    if (Example.ready(live).isPresent()
        && !row.equals(shown.put(Watched.key(example.declaration()), row))) {
      stage.screen().line(row);
    }
  }

  private String painted(Example example, Optional<CustomResource<?, ? extends Status>> live) {
    Screen.Look look = example.hasEnded(live) ? Screen.Look.GREEN : Screen.Look.YELLOW;
    return stage.screen().paint(look, row(example, live));
  }

  private String row(Example example, Optional<CustomResource<?, ? extends Status>> live) {
    Optional<Condition> ready = Example.ready(live);
    return TABLE.row(
        List.of(
            example.name(),
            Wording.name(example.target()),
            ready.map(Condition::getStatus).orElse("-"),
            ready.map(Condition::getReason).orElse("-"),
            Wording.type(Example.type(live)),
            String.valueOf(stage.azure().writes(example.target()))));
  }

  /** Shows the last state; what follows is printed below. */
  void close() {
    refresh();
    stage.screen().settle();
  }
}
