package dev.millrace.ingest.message;

import dev.millrace.ingest.message.Value.Group;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Any message with numbers as named channels: the path with dots, arrays by index. A long array
 * gives its count, smallest, largest and mean instead. Texts become attributes; a message that has
 * nothing but texts becomes a text.
 */
final class Flattened implements BodyReader {

  /** Longer arrays are signals of their own, not channels. */
  private static final int LONGEST_ARRAY = 256;

  private static final int MOST_CHANNELS = 4096;
  private static final int MOST_TEXTS = 64;
  private static final int LONGEST_TEXT = 4096;

  private final List<String> endings;

  private Flattened(List<String> endings) {
    this.endings = endings;
  }

  /** All numbers. */
  static Flattened all() {
    return new Flattened(List.of());
  }

  /** Without the fields whose names end so. */
  static Flattened without(String... endings) {
    return new Flattened(List.of(endings));
  }

  @Override
  public Draft read(MessageFields message) throws UnreadableMessage {
    Map<String, Double> channels = new LinkedHashMap<>();
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, Value> field : message.group().fields().entrySet()) {
      String name = field.getKey();
      if (name.equals("header") && field.getValue() instanceof Group) {
        texts.putAll(message.attributes("frame_id"));
      } else if (!isStamp(name, field.getValue())) {
        walk(name, field.getValue(), channels, texts);
      }
    }
    if (channels.isEmpty() && texts.isEmpty()) {
      throw new UnreadableMessage("it has no number and no text that could be an event");
    }
    if (channels.isEmpty()) {
      return Draft.text(joined(texts), Map.of());
    }
    return Draft.reading(channels, texts);
  }

  private static String joined(Map<String, String> texts) {
    if (texts.size() == 1) {
      return texts.values().iterator().next();
    }
    return texts.entrySet().stream()
        .map(text -> text.getKey() + ": " + text.getValue())
        .collect(Collectors.joining("\n"));
  }

  private static boolean isStamp(String name, Value value) {
    return (name.equals("stamp") || name.equals("timestamp")) && MessageFields.isTime(value);
  }

  private void walk(
      String path, Value value, Map<String, Double> channels, Map<String, String> texts)
      throws UnreadableMessage {
    if (endings.stream().anyMatch(path::endsWith)) {
      return;
    }
    if (value instanceof Value.Num num) {
      put(channels, path, num.number().doubleValue());
    } else if (value instanceof Value.Text text) {
      if (texts.size() < MOST_TEXTS && !text.text().isEmpty()) {
        texts.put(path, text.text().substring(0, Math.min(LONGEST_TEXT, text.text().length())));
      }
    } else if (value instanceof Group group) {
      for (Map.Entry<String, Value> field : group.fields().entrySet()) {
        walk(path + "." + field.getKey(), field.getValue(), channels, texts);
      }
    } else if (value instanceof Value.Items items) {
      int end = Math.min(LONGEST_ARRAY, items.values().size());
      for (int i = 0; i < end; i++) {
        walk(path + "." + i, items.values().get(i), channels, texts);
      }
    } else if (value instanceof Value.Series series) {
      series(path, series, channels);
    }
  }

  private static void series(String path, Value.Series series, Map<String, Double> channels)
      throws UnreadableMessage {
    if (series.size() > LONGEST_ARRAY) {
      Spread spread = new Spread();
      for (int i = 0; i < series.size(); i++) {
        spread.add(series.numbers().get(i).doubleValue());
      }
      put(channels, path + ".count", series.size());
      for (Map.Entry<String, Double> part : spread.channels(path + ".").entrySet()) {
        put(channels, part.getKey(), part.getValue());
      }
      return;
    }
    for (int i = 0; i < series.size(); i++) {
      put(channels, path + "." + i, series.numbers().get(i).doubleValue());
    }
  }

  private static void put(Map<String, Double> channels, String name, double value)
      throws UnreadableMessage {
    if (channels.size() == MOST_CHANNELS) {
      throw new UnreadableMessage("it has more than " + MOST_CHANNELS + " numbers");
    }
    channels.put(name, value);
  }
}
