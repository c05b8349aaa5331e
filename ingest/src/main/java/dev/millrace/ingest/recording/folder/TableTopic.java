package dev.millrace.ingest.recording.folder;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.ingest.recording.Channel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A text table with a time column: each row is a JSON object of the others, numbers as numbers,
 * empty values null, the rest text. Rows that can't be read or dated are counted and passed over.
 */
final class TableTopic implements TopicStream {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Channel channel;
  private final TimedRows rows;
  private final int timeColumn;
  private final RisingTimes rising;
  private final Streams streams;
  private List<String> row = List.of();
  private long number;
  private long undated;
  private boolean told;
  private long time;

  /** Takes the rows over. */
  TableTopic(Channel channel, TimedRows rows, int timeColumn, Streams streams) {
    this.channel = channel;
    this.rows = rows;
    this.timeColumn = timeColumn;
    this.streams = streams;
    this.rising = new RisingTimes(channel.topic(), streams);
  }

  @Override
  public Channel channel() {
    return channel;
  }

  @Override
  public boolean advance() throws IOException {
    for (Optional<List<String>> next = rows.next(); next.isPresent(); next = rows.next()) {
      number++;
      OptionalLong nanos = TimeColumn.nanos(next.get().get(timeColumn));
      if (nanos.isPresent()) {
        row = next.get();
        time = rising.next(nanos.getAsLong(), number);
        return true;
      }
      undated++;
    }
    long lost = rows.broken() + undated;
    if (lost > 0 && !told) {
      told = true;
      streams.damaged(channel.topic() + ": " + lost + " rows can't be read or dated");
    }
    return false;
  }

  @Override
  public long time() {
    return time;
  }

  @Override
  public ByteBuffer payload() throws IOException {
    ObjectNode object = JSON.createObjectNode();
    for (int i = 0; i < row.size(); i++) {
      if (i != timeColumn) {
        put(object, rows.names().get(i), row.get(i).strip());
      }
    }
    return ByteBuffer.wrap(JSON.writeValueAsBytes(object));
  }

  private static void put(ObjectNode object, String name, String value) {
    if (value.isEmpty()) {
      object.putNull(name);
      return;
    }
    try {
      double number = Double.parseDouble(value);
      if (Double.isFinite(number)) {
        object.put(name, number);
      } else {
        object.putNull(name);
      }
    } catch (NumberFormatException e) {
      object.put(name, value);
    }
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
