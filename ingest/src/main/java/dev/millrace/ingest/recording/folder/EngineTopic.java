package dev.millrace.ingest.recording.folder;

import dev.millrace.ingest.recording.Channel;
import dev.millrace.ingest.source.Line;
import dev.millrace.ingest.source.LineReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rows of one C-MAPSS file, with counted times. */
final class EngineTopic implements TopicStream {

  private static final int SETTINGS = 3;
  private static final int SENSORS = 21;
  private static final List<String> NAMES = names();

  private final Channel channel;
  private final LineReader lines;
  private final FrameRate rate;
  private final Streams streams;
  private final FlatJson json = new FlatJson(NAMES);
  private double[] row = {};
  private long place = -1;
  private long broken;

  /** Takes the lines over. */
  EngineTopic(int id, String topic, LineReader lines, FrameRate rate, Streams streams) {
    this.channel = Channels.numbers(id, topic, "c-mapss/cycle", NAMES);
    this.lines = lines;
    this.rate = rate;
    this.streams = streams;
  }

  private static List<String> names() {
    List<String> names = new ArrayList<>(List.of("unit", "cycle"));
    for (int i = 1; i <= SETTINGS; i++) {
      names.add("setting" + i);
    }
    for (int i = 1; i <= SENSORS; i++) {
      names.add("sensor" + i);
    }
    return List.copyOf(names);
  }

  /** The numbers of a row; empty where it does not have 26 of them. */
  static Optional<double[]> numbers(Line line) {
    String[] texts = EngineRuns.text(line).split(" +", NAMES.size() + 1);
    if (line.tooLong() || texts.length != NAMES.size()) {
      return Optional.empty();
    }
    double[] numbers = new double[texts.length];
    try {
      for (int i = 0; i < texts.length; i++) {
        numbers[i] = Double.parseDouble(texts[i]);
      }
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
    return Optional.of(numbers);
  }

  @Override
  public Channel channel() {
    return channel;
  }

  @Override
  public boolean advance() throws IOException {
    for (Optional<Line> line = lines.next(); line.isPresent(); line = lines.next()) {
      Optional<double[]> numbers = numbers(line.get());
      if (numbers.isPresent()) {
        row = numbers.get();
        place++;
        return true;
      }
      broken++;
    }
    if (broken > 0) {
      streams.damaged(channel.topic() + ": " + broken + " rows do not have 26 numbers");
      broken = 0;
    }
    return false;
  }

  @Override
  public long time() {
    return rate.time(place);
  }

  @Override
  public ByteBuffer payload() throws IOException {
    return json.encode(i -> row[i]);
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
