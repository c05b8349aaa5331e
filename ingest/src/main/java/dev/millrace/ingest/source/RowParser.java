package dev.millrace.ingest.source;

import dev.millrace.schemas.task.Feed;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes one row of a table line by line: a quoted value may go on over line breaks (RFC 4180,
 * section 2). A quote inside an unquoted value is an ordinary character; text after a closing quote
 * is a problem of the row.
 */
final class RowParser {

  private enum State {
    START,
    PLAIN,
    QUOTED,
    CLOSED
  }

  private final byte separator;
  private final Feed.Quote quote;
  private final ByteArrayOutputStream raw = new ByteArrayOutputStream(256);
  private final ByteArrayOutputStream value = new ByteArrayOutputStream(64);
  private final List<byte[]> values = new ArrayList<>();
  private State state = State.START;
  private @Nullable String problem;

  /**
   * @param separator an ASCII character, so that UTF-8 can be cut without decoding it
   */
  RowParser(char separator, Feed.Quote quote) {
    this.separator = (byte) separator;
    this.quote = quote;
  }

  /** Takes a line; the row is complete unless {@link #open()} says otherwise. */
  void accept(Line line) {
    for (byte b : line.bytes()) {
      accept(b);
    }
    raw.writeBytes(line.bytes());
    if (open()) {
      value.writeBytes(line.ending());
      raw.writeBytes(line.ending());
    } else {
      endValue();
    }
  }

  /** Whether a quote is open, so that the next line belongs to this row. */
  boolean open() {
    return state == State.QUOTED;
  }

  int size() {
    return raw.size();
  }

  TableRow row(long line) {
    return new TableRow(line, raw.toByteArray(), values, problem);
  }

  private void accept(byte b) {
    if (state == State.QUOTED) {
      if (b == '"') {
        state = State.CLOSED;
      } else {
        value.write(b);
      }
    } else if (b == separator) {
      endValue();
      state = State.START;
    } else if (b == '"' && quote == Feed.Quote.DOUBLE) {
      acceptQuote();
    } else {
      if (state == State.CLOSED) {
        problem = "text after the closing quote of value " + (values.size() + 1);
      }
      value.write(b);
      state = State.PLAIN;
    }
  }

  private void acceptQuote() {
    if (state == State.START) {
      state = State.QUOTED;
      return;
    }
    value.write('"');
    // A quote right after a closing one was no end but a doubled quote.
    state = state == State.CLOSED ? State.QUOTED : State.PLAIN;
  }

  private void endValue() {
    values.add(value.toByteArray());
    value.reset();
  }
}
