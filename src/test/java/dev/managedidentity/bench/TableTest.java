package dev.managedidentity.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void wordsStandLeftAndFiguresRight() {
    // Given
    Table table = new Table("what", "a", "long name").row("reads", "1234", "5").row("x", "1", "");

    // Then
    assertThat(table.lines())
        .containsExactly("what      a  long name", "reads  1234          5", "x         1");
  }

  @Test
  void aRowOfAnotherLengthIsRefused() {
    // Given
    Table table = new Table("what", "a");

    // When / Then
    assertThatIllegalArgumentException()
        .isThrownBy(() -> table.row("reads"))
        .withMessage("The row [reads] has 1 cells; give it 2, as the header has.");
  }
}
