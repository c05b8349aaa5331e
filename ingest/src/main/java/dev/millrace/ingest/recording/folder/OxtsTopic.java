package dev.millrace.ingest.recording.folder;

import dev.millrace.ingest.recording.Channel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** KITTI's navigation: a text file a frame with thirty numbers, named as its readme names them. */
final class OxtsTopic implements TopicStream {

  private static final List<String> NAMES =
      List.of(
          "lat",
          "lon",
          "alt",
          "roll",
          "pitch",
          "yaw",
          "vn",
          "ve",
          "vf",
          "vl",
          "vu",
          "ax",
          "ay",
          "az",
          "af",
          "al",
          "au",
          "wx",
          "wy",
          "wz",
          "wf",
          "wl",
          "wu",
          "pos_accuracy",
          "vel_accuracy",
          "navstat",
          "numsats",
          "posmode",
          "velmode",
          "orimode");

  private final Channel channel;
  private final FileMessages texts;
  private final FlatJson json = new FlatJson(NAMES);

  OxtsTopic(int id, List<Path> files, FileMessages.Times times, int maxBytes) {
    channel = Channels.numbers(id, "/oxts", "kitti/oxts", NAMES);
    texts = new FileMessages(channel, files, times, maxBytes);
  }

  @Override
  public Channel channel() {
    return channel;
  }

  @Override
  public boolean advance() {
    return texts.advance();
  }

  @Override
  public long time() {
    return texts.time();
  }

  @Override
  public ByteBuffer payload() throws IOException {
    String text = StandardCharsets.UTF_8.decode(texts.payload()).toString();
    String[] values = text.strip().split("\\s+", -1);
    return json.encode(place -> place < values.length ? number(values[place]) : Double.NaN);
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  @Override
  public void close() {
    texts.close();
  }
}
