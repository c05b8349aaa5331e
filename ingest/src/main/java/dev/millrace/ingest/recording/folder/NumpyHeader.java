package dev.millrace.ingest.recording.folder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the header of a NumPy array says.
 *
 * @param type of an element
 * @param rows length of the first dimension; 1 for a single value
 * @param columns product of the others
 * @param layout how they lie in the file
 */
record NumpyHeader(NumpyType type, long rows, int columns, Layout layout) {

  /** How two dimensions lie in the file. */
  enum Layout {
    BY_ROW,
    BY_COLUMN
  }

  private static final Pattern TYPE = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
  private static final Pattern FORTRAN = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9, ]*)\\)");

  int rowBytes() {
    return columns * type.bytes();
  }

  /** Reads the text of a header: the print of a Python dictionary. */
  static NumpyHeader parse(String text, Path path, int maxRowBytes) throws IOException {
    NumpyType type = NumpyType.of(find(TYPE, text, "descr", path), path);
    String[] sizes = find(SHAPE, text, "shape", path).split(",", -1);
    long rows = sizes[0].isBlank() ? 1 : size(sizes[0], path);
    long columns = 1;
    for (int i = 1; i < sizes.length; i++) {
      if (!sizes[i].isBlank()) {
        columns = Math.min(Integer.MAX_VALUE, columns * size(sizes[i], path));
      }
    }
    if (columns * type.bytes() > maxRowBytes) {
      throw new IOException(
          path
              + ": a row has "
              + columns
              + " elements of "
              + type.bytes()
              + " bytes, the limit of a row is "
              + maxRowBytes
              + " bytes");
    }
    boolean byColumn = find(FORTRAN, text, "fortran_order", path).equals("True");
    if (byColumn && sizes.length > 2 && !sizes[2].isBlank()) {
      throw new IOException(
          path
              + " has more than two dimensions and lies column by column (fortran_order); save it"
              + " in C order");
    }
    Layout layout = byColumn ? Layout.BY_COLUMN : Layout.BY_ROW;
    return new NumpyHeader(type, rows, (int) columns, layout);
  }

  private static String find(Pattern pattern, String text, String key, Path path)
      throws IOException {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IOException(
          path
              + ": the header of the array has no plain '"
              + key
              + "'; arrays of numbers and of"
              + " byte strings are read, structured ones are not");
    }
    return matcher.group(1);
  }

  private static long size(String text, Path path) throws IOException {
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw new IOException(path + ": '" + text + "' in the array's shape is no size", e);
    }
  }
}
