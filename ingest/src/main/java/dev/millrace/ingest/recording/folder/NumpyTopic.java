package dev.millrace.ingest.recording.folder;

import dev.millrace.ingest.recording.Channel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Arrays of equal length beside one of times: a row of them is a message of named numbers. */
final class NumpyTopic implements TopicStream {

  private static final double NANOS = 1e9;

  /** One named number of a row. */
  private interface Cell {
    double at(long row) throws IOException;
  }

  private final Channel channel;
  private final NumpyFile times;
  private final List<NumpyFile> arrays;
  private final List<Cell> cells = new ArrayList<>();
  private final FlatJson json;
  private final RisingTimes rising;
  private long row = -1;
  private long time;

  /**
   * Takes the arrays over.
   *
   * @param times seconds
   * @param names one a number; byte strings give one number a byte
   * @throws IOException if the lengths differ
   */
  NumpyTopic(
      Channel channel,
      NumpyFile times,
      List<NumpyFile> arrays,
      List<String> names,
      RisingTimes rising)
      throws IOException {
    this.channel = channel;
    this.times = times;
    this.arrays = List.copyOf(arrays);
    this.json = new FlatJson(names);
    this.rising = rising;
    for (NumpyFile array : arrays) {
      if (array.rows() != times.rows()) {
        throw new IOException(
            "topic "
                + channel.topic()
                + " has "
                + times.rows()
                + " times and "
                + array.rows()
                + " values; both arrays must have as many rows");
      }
      cells.addAll(cells(array));
    }
    if (cells.size() != names.size()) {
      throw new IOException(
          "topic "
              + channel.topic()
              + " has "
              + cells.size()
              + " numbers a row, its names are "
              + names);
    }
  }

  /** How many numbers an array gives for a row. */
  static int width(NumpyFile array) {
    return array.text() ? array.columns() * array.elementBytes() : array.columns();
  }

  private static List<Cell> cells(NumpyFile array) {
    List<Cell> cells = new ArrayList<>();
    for (int i = 0; i < width(array); i++) {
      int place = i;
      cells.add(
          array.text()
              ? row ->
                  array.bytes(row, place / array.elementBytes())[place % array.elementBytes()]
                      & 0xFF
              : row -> array.number(row, place));
    }
    return cells;
  }

  @Override
  public Channel channel() {
    return channel;
  }

  @Override
  public boolean advance() throws IOException {
    if (row + 1 >= times.rows()) {
      return false;
    }
    row++;
    time = rising.next(Math.round(times.number(row, 0) * NANOS), row);
    return true;
  }

  @Override
  public long time() {
    return time;
  }

  @Override
  public ByteBuffer payload() throws IOException {
    return json.encode(place -> cells.get(place).at(row));
  }

  @Override
  public void close() throws IOException {
    times.close();
    for (NumpyFile array : arrays) {
      array.close();
    }
  }
}
