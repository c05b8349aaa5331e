package dev.millrace.ingest.recording.folder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.ingest.recording.Channel;
import dev.millrace.ingest.source.Line;
import dev.millrace.ingest.source.LineReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** JSON objects with a time, one a line; the line itself is the message. */
final class JsonTopic implements TopicStream {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Channel channel;
  private final LineReader lines;
  private final Streams streams;
  private final RisingTimes rising;
  private byte[] line = {};
  private long time;
  private long undated;

  /** Takes the lines over. */
  JsonTopic(Channel channel, LineReader lines, Streams streams) {
    this.channel = channel;
    this.lines = lines;
    this.streams = streams;
    this.rising = new RisingTimes(channel.topic(), streams);
  }

  /** Time of an object, nanoseconds since 1970-01-01T00:00:00Z; empty where it has none. */
  static OptionalLong nanos(byte[] line) {
    JsonNode object;
    try {
      object = JSON.readTree(line);
    } catch (IOException e) {
      return OptionalLong.empty();
    }
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    OptionalInt place = TimeColumn.among(names);
    return place.isEmpty()
        ? OptionalLong.empty()
        : TimeColumn.nanos(object.get(names.get(place.getAsInt())).asText());
  }

  @Override
  public Channel channel() {
    return channel;
  }

  @Override
  public boolean advance() throws IOException {
    for (Optional<Line> next = lines.next(); next.isPresent(); next = lines.next()) {
      OptionalLong nanos = next.get().tooLong() ? OptionalLong.empty() : nanos(next.get().bytes());
      if (nanos.isPresent()) {
        line = next.get().bytes();
        time = rising.next(nanos.getAsLong(), next.get().number());
        return true;
      }
      undated += next.get().bytes().length == 0 ? 0 : 1;
    }
    if (undated > 0) {
      streams.damaged(channel.topic() + ": " + undated + " lines are no object with a time");
      undated = 0;
    }
    return false;
  }

  @Override
  public long time() {
    return time;
  }

  @Override
  public ByteBuffer payload() {
    return ByteBuffer.wrap(line);
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
