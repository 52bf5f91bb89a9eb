package dev.managedidentity.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScreenTest {
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  private Screen screen(boolean colours, int rows) {
    return new Screen(new PrintStream(printed, true, StandardCharsets.UTF_8), colours, rows);
  }

  @Test
  void paintsOnlyWhereThereAreColours() {
    assertThat(screen(true, 0).paint(Screen.Look.GREEN, "True"))
        .isEqualTo("\u001b[32mTrue\u001b[0m");
    assertThat(screen(false, 0).paint(Screen.Look.GREEN, "True")).isEqualTo("True");
  }

  @Test
  void drawsOverWhatItDrewUntilThatIsSettled() {
    // Given
    Screen screen = screen(false, 24);

    // When
    screen.redraw(List.of("one", "two"));
    screen.redraw(List.of("ONE", "TWO"));
    screen.settle();
    screen.redraw(List.of("three"));

    // Then
    String[] drawn = printed.toString(StandardCharsets.UTF_8).split("two\n|TWO\n", -1);
    assertThat(drawn[0]).doesNotContain("\u001b[2A").contains("one\n");
    assertThat(drawn[1]).contains("\u001b[2A").contains("ONE\n");
    assertThat(drawn[2]).doesNotContain("\u001b[2A").contains("three\n");
  }

  @Test
  void drawsInPlaceOnlyWhatFitsTheTerminal() {
    assertThat(screen(false, 24).redraws(23)).isTrue();
    assertThat(screen(false, 24).redraws(24)).isFalse();
    assertThat(screen(false, 0).redraws(1)).isFalse();
  }

  @Test
  void wrapsBesideTheLabel() {
    // Given
    String path = "/subscriptions/1/resourceGroups/shop/providers/x".repeat(3);

    // When
    screen(false, 0).step(Screen.Look.YELLOW, "PATCHed", path);

    // Then
    List<String> lines = printed.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines).hasSize(2).allMatch(line -> line.length() <= Screen.WIDTH);
    assertThat(lines.get(0)).startsWith("  PATCHed     /subscriptions/1/");
    assertThat(lines.get(1)).startsWith("              /");
    assertThat(lines.get(0).substring(14) + lines.get(1).strip()).isEqualTo(path);
  }

  @Test
  void shortensIdsInWhateverTheyStand() {
    // Given
    String id = "/subscriptions/1/resourceGroups/r/providers/M.I/userAssignedIdentities/app";

    // Then
    assertThat(Wording.brief("assign " + id + "; remove " + id + "."))
        .isEqualTo("assign app; remove app.");
    assertThat(Wording.shortened("- id: " + id)).isEqualTo("- id: /.../userAssignedIdentities/app");
  }
}
