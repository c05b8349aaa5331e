package dev.millrace.ingest.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.schemas.task.Feed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One JSON object a line; its fields are the columns. Empty lines are no entries. */
final class JsonLinesEntries implements EntryReader {

  private static final ObjectReader JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build()
          .readerFor(JsonNode.class);

  private final String name;
  private final LineReader lines;
  private final EntryMaker maker;
  private final Deque<Line> checked = new ArrayDeque<>();

  /**
   * @throws UnusableSource if the file is empty or none of its first lines fits the feed
   */
  static JsonLinesEntries open(Path file, String name, Feed feed) {
    EntryMaker maker = new EntryMaker(feed);
    LineReader lines = LineReader.open(file, name);
    try {
      return new JsonLinesEntries(name, lines, maker);
    } catch (RuntimeException | IOException e) {
      Quietly.close(lines);
      throw e instanceof RuntimeException known
          ? known
          : new UnusableSource(name + " can't be read: " + e, e);
    }
  }

  private JsonLinesEntries(String name, LineReader lines, EntryMaker maker) throws IOException {
    this.name = name;
    this.lines = lines;
    this.maker = maker;
    Optional<Line> line = nextLine();
    while (line.isPresent()) {
      checked.add(line.get());
      line = checked.size() < TableEntries.CHECKED_ROWS ? nextLine() : Optional.empty();
    }
    check();
  }

  private void check() {
    if (checked.isEmpty()) {
      throw new UnusableSource(name + " is empty");
    }
    List<Entry> entries = checked.stream().map(this::entry).toList();
    if (entries.stream().anyMatch(Entry.Usable.class::isInstance)) {
      return;
    }
    Set<String> fields = new LinkedHashSet<>();
    checked.forEach(line -> fieldsOf(line).forEach(fields::add));
    List<String> problems = new ArrayList<>();
    if (!fields.isEmpty()) {
      problems.addAll(maker.roles().missing(fields, name));
    }
    if (problems.isEmpty()) {
      problems.add(
          "no line among the first " + checked.size() + " can be read; " + problem(entries));
    }
    throw new UnusableSource(problems);
  }

  private static String problem(List<Entry> entries) {
    return ((Entry.Unreadable) entries.get(0)).problem();
  }

  private static List<String> fieldsOf(Line line) {
    List<String> fields = new ArrayList<>();
    try {
      JsonNode node = JSON.readTree(line.bytes());
      node.fieldNames().forEachRemaining(fields::add);
    } catch (IOException e) {
      return List.of();
    }
    return fields;
  }

  @Override
  public Optional<Entry> next() throws IOException {
    Optional<Line> line = checked.isEmpty() ? nextLine() : Optional.of(checked.pop());
    return line.map(this::entry);
  }

  private Optional<Line> nextLine() throws IOException {
    Optional<Line> line = lines.next();
    while (line.isPresent() && line.get().bytes().length == 0) {
      line = lines.next();
    }
    return line;
  }

  private Entry entry(Line line) {
    String where = name + " line " + line.number();
    if (line.tooLong()) {
      return unreadable(
          where, line, "longer than " + LineReader.MAX_LINE_BYTES + " bytes and was cut");
    }
    try {
      JsonNode node = JSON.readTree(line.bytes());
      return node.isObject()
          ? maker.make(where, line.bytes(), field -> value(node, field))
          : unreadable(where, line, "no JSON object");
    } catch (JsonProcessingException e) {
      return unreadable(where, line, e.getOriginalMessage());
    } catch (IOException e) {
      return unreadable(where, line, "broken UTF-8: " + e.getMessage());
    }
  }

  private static Entry unreadable(String where, Line line, String problem) {
    return new Entry.Unreadable(where, line.bytes(), where + ": " + problem);
  }

  private static byte @Nullable [] value(JsonNode object, String field) {
    JsonNode value = object.get(field);
    if (value == null || value.isNull()) {
      return null;
    }
    String text = value.isValueNode() ? value.asText() : value.toString();
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
