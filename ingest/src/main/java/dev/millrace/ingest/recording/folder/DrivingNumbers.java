package dev.millrace.ingest.recording.folder;

import dev.millrace.ingest.recording.Channel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** The numbers of a driving log's rows. */
final class DrivingNumbers implements TopicStream {

  private final Channel channel;
  private final List<Integer> columns;
  private final List<DrivingRow> rows;
  private final FlatJson json;
  private int place = -1;

  DrivingNumbers(int id, List<String> names, List<Integer> columns, List<DrivingRow> rows) {
    List<String> wanted = columns.stream().map(names::get).toList();
    this.channel = Channels.numbers(id, "/driving_log", "udacity/driving_log", wanted);
    this.columns = columns;
    this.rows = rows;
    this.json = new FlatJson(wanted);
  }

  @Override
  public Channel channel() {
    return channel;
  }

  @Override
  public boolean advance() {
    place = Math.min(place + 1, rows.size());
    return place < rows.size();
  }

  @Override
  public long time() {
    return rows.get(place).time();
  }

  @Override
  public ByteBuffer payload() throws IOException {
    List<String> values = rows.get(place).values();
    return json.encode(i -> number(values.get(columns.get(i))));
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text.strip());
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  @Override
  public void close() {
    place = rows.size();
  }
}
