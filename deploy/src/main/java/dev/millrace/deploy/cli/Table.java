package dev.millrace.deploy.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Rows under headings, columns as wide as their widest value, numbers to the right. */
final class Table {

  private static final String NUMBER = "-?[0-9][0-9.,]*%?";
  private static final String GAP = "  ";

  private final List<String> headings;
  private final List<List<String>> rows = new ArrayList<>();

  Table(String... headings) {
    this.headings = List.of(headings);
  }

  /** Adds a row with a value for every heading. */
  void row(Object... values) {
    if (values.length != headings.size()) {
      throw new IllegalArgumentException(
          "a row needs " + headings.size() + " values, not " + values.length);
    }
    List<String> row = new ArrayList<>(values.length);
    for (Object value : values) {
      row.add(String.valueOf(value));
    }
    rows.add(row);
  }

  void print(PrintWriter out) {
    int[] widths = IntStream.range(0, headings.size()).map(this::width).toArray();
    boolean[] right = new boolean[widths.length];
    for (int column = 0; column < right.length; column++) {
      right[column] = isNumeric(column);
    }
    line(out, headings, widths, right);
    rows.forEach(row -> line(out, row, widths, right));
    out.flush();
  }

  private int width(int column) {
    int widest = headings.get(column).length();
    for (List<String> row : rows) {
      widest = Math.max(widest, row.get(column).length());
    }
    return widest;
  }

  private boolean isNumeric(int column) {
    return !rows.isEmpty() && rows.stream().allMatch(row -> row.get(column).matches(NUMBER));
  }

  private static void line(PrintWriter out, List<String> cells, int[] widths, boolean[] right) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      String cell = cells.get(column);
      String padding = " ".repeat(widths[column] - cell.length());
      line.append(column == 0 ? "" : GAP);
      line.append(right[column] ? padding + cell : cell + padding);
    }
    out.println(line.toString().stripTrailing());
  }
}
