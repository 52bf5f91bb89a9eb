package dev.managedidentity.demo;

import java.util.List;
import java.util.stream.Collectors;

/** The second and third act: everything in examples/, and what was declared before it existed. */
final class Convergence {
  private final Stage stage;
  private final Screen screen;

  Convergence(Stage stage) {
    this.stage = stage;
    this.screen = stage.screen();
  }

  void play() {
    List<Example> rest =
        stage.examples().stream().filter(one -> !one.equals(stage.hero())).toList();
    screen.heading("2. Everything else in examples/");
    rest.forEach(stage::apply);
    Board board = new Board(stage, rest);
    stage.until(
        "every declaration ends as its example says",
        () -> rest.stream().allMatch(one -> stage.hasEnded(one) || stage.waits(one)),
        board::refresh);
    board.close();
    createWhatIsWaitedFor(rest.stream().filter(one -> !stage.hasEnded(one)).toList());
  }

  private void createWhatIsWaitedFor(List<Example> waiting) {
    if (waiting.isEmpty()) {
      return;
    }
    screen.heading("3. Declared before it exists");
    screen.say(
        "Not there yet: "
            + waiting.stream().map(Example::name).collect(Collectors.joining(", "))
            + ". That is no error; the declarations wait. Now somebody creates them:");
    waiting.stream()
        .map(Example::target)
        .distinct()
        .filter(target -> !stage.azure().exists(target))
        .forEach(stage.azure()::create);
    Board board = new Board(stage, waiting);
    stage.until(
        "what was declared before it existed ends as its example says",
        () -> waiting.stream().allMatch(stage::hasEnded),
        board::refresh);
    board.close();
  }
}
