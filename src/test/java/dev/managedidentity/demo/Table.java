package dev.managedidentity.demo;

import java.util.List;

/**
 * Lays out rows in columns of fixed widths, so that a row can be printed before the next is known.
 */
final class Table {
  private final List<Column> columns;

  /** A column; what is longer than its width is cut. */
  record Column(String header, int width) {}

  Table(List<Column> columns) {
    this.columns = columns;
  }

  String header() {
    return row(columns.stream().map(Column::header).toList());
  }

  String row(List<String> cells) {
    StringBuilder line = new StringBuilder(" ");
    for (int i = 0; i < columns.size(); i++) {
      int width = columns.get(i).width();
      line.append(' ').append(Screen.padded(Wording.cut(cells.get(i), width), width)).append(' ');
    }
    return line.toString().stripTrailing();
  }
}
