package dev.millrace.inference.track;

import java.util.Arrays;

/**
 * Pairs rows with columns so that the sum of their weights is largest: the Hungarian method (Kuhn
 * 1955) by shortest augmenting paths (Jonker and Volgenant 1987), one row after another. Takes
 * O(n²·m) steps for n rows and m columns, where n is the smaller number.
 */
final class Assignment {

  /** Stands for a row that has no column. */
  static final int NONE = -1;

  private static final int FREE = -1;

  private final double[][] weights;
  private final int rows;
  private final int columns;

  /** What each row and each column costs at least; a pair of the solution costs just their sum. */
  private final double[] rowPrice;

  private final double[] columnPrice;

  /** Row of each column. The last column is none: a row starts there before it has one. */
  private final int[] rowOf;

  private Assignment(double[][] weights, int columns) {
    this.weights = weights;
    this.rows = weights.length;
    this.columns = columns;
    this.rowPrice = new double[rows];
    this.columnPrice = new double[columns + 1];
    this.rowOf = new int[columns + 1];
    Arrays.fill(rowOf, FREE);
  }

  /**
   * The column of each row, or {@link #NONE}. Of several best pairings it always gives the same.
   *
   * @param weights {@code [rows][columns]}, finite and not negative; pairs of weight 0 are left out
   */
  static int[] heaviest(double[][] weights) {
    int[] paired = new int[weights.length];
    Arrays.fill(paired, NONE);
    int columns = weights.length == 0 ? 0 : weights[0].length;
    if (columns == 0) {
      return paired;
    }
    boolean wide = weights.length <= columns;
    Assignment solved =
        new Assignment(wide ? weights : transposed(weights), solvedColumns(weights));
    solved.solve();
    for (int column = 0; column < solved.columns; column++) {
      int row = solved.rowOf[column];
      if (row != FREE && solved.weights[row][column] > 0) {
        paired[wide ? row : column] = wide ? column : row;
      }
    }
    return paired;
  }

  private static int solvedColumns(double[][] weights) {
    return Math.max(weights.length, weights[0].length);
  }

  private static double[][] transposed(double[][] weights) {
    double[][] turned = new double[weights[0].length][weights.length];
    for (int row = 0; row < weights.length; row++) {
      for (int column = 0; column < turned.length; column++) {
        turned[column][row] = weights[row][column];
      }
    }
    return turned;
  }

  private void solve() {
    for (int row = 0; row < rows; row++) {
      place(row);
    }
  }

  /** Gives a row a column; rows before it may have to change theirs. */
  private void place(int row) {
    int start = columns;
    rowOf[start] = row;
    double[] distance = new double[columns];
    int[] from = new int[columns];
    boolean[] reached = new boolean[columns + 1];
    Arrays.fill(distance, Double.POSITIVE_INFINITY);
    int column = start;
    while (rowOf[column] != FREE) {
      reached[column] = true;
      int nearest = nearest(column, distance, from, reached);
      raise(distance[nearest], distance, reached);
      column = nearest;
    }
    while (column != start) {
      rowOf[column] = rowOf[from[column]];
      column = from[column];
    }
    rowOf[start] = FREE;
  }

  /**
   * Updates the distances over the row of the column reached last; gives the nearest new column.
   */
  private int nearest(int last, double[] distance, int[] from, boolean[] reached) {
    int row = rowOf[last];
    int nearest = NONE;
    for (int column = 0; column < columns; column++) {
      if (reached[column]) {
        continue;
      }
      double reduced = -weights[row][column] - rowPrice[row] - columnPrice[column];
      if (reduced < distance[column]) {
        distance[column] = reduced;
        from[column] = last;
      }
      if (nearest == NONE || distance[column] < distance[nearest]) {
        nearest = column;
      }
    }
    return nearest;
  }

  /** Moves the prices so that the way to the nearest column costs nothing more. */
  private void raise(double by, double[] distance, boolean[] reached) {
    for (int column = 0; column <= columns; column++) {
      if (reached[column]) {
        rowPrice[rowOf[column]] += by;
        columnPrice[column] -= by;
      } else if (column < columns) {
        distance[column] -= by;
      }
    }
  }
}
