package dev.millrace.ingest.decode;

import java.util.ArrayList;
import java.util.List;

/**
 * One row of comma-separated values (RFC 4180): a value may stand in double quotes, with a doubled
 * quote for one inside; the row may end with CR LF or LF.
 */
final class CsvRow {

  private final String text;
  private final String what;
  private int at;

  private CsvRow(String text, String what) {
    this.text = text;
    this.what = what;
  }

  /**
   * Cuts a row into its values.
   *
   * @param what what the row is, for the message
   */
  static List<String> read(String text, String what) throws Rejection {
    return new CsvRow(withoutLineEnd(text), what).values();
  }

  private static String withoutLineEnd(String text) {
    if (text.endsWith("\r\n")) {
      return text.substring(0, text.length() - 2);
    }
    return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }

  private List<String> values() throws Rejection {
    List<String> values = new ArrayList<>();
    values.add(value());
    while (at < text.length()) {
      at++; // the comma
      values.add(value());
    }
    return values;
  }

  private String value() throws Rejection {
    return at < text.length() && text.charAt(at) == '"' ? quoted() : bare();
  }

  private String bare() throws Rejection {
    int start = at;
    while (at < text.length() && text.charAt(at) != ',') {
      char c = text.charAt(at);
      if (c == '"') {
        throw bad("a quote within a value that does not start with one");
      }
      if (c == '\n' || c == '\r') {
        throw bad("a line break outside of quotes; send one row a record");
      }
      at++;
    }
    return text.substring(start, at);
  }

  private String quoted() throws Rejection {
    StringBuilder value = new StringBuilder();
    at++;
    while (true) {
      int quote = text.indexOf('"', at);
      if (quote < 0) {
        throw bad("a quote that is never closed");
      }
      value.append(text, at, quote);
      at = quote + 1;
      if (at == text.length() || text.charAt(at) == ',') {
        return value.toString();
      }
      if (text.charAt(at) != '"') {
        throw bad("a closing quote without a comma behind it");
      }
      value.append('"');
      at++;
    }
  }

  private Rejection bad(String fault) {
    return new Rejection(
        Cause.BAD_CSV,
        what + " has at character " + at + " " + fault + "; write it as RFC 4180 says");
  }
}
