package dev.millrace.ingest.source;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All that a source gives. */
record Drained(List<SourceItem> items) {

  static Drained of(EventSource source) {
    List<SourceItem> items = new ArrayList<>();
    try (source) {
      for (Optional<SourceItem> i = source.next(); i.isPresent(); i = source.next()) {
        items.add(i.get());
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return new Drained(items);
  }

  static RecordedFile file(Path path) {
    return new RecordedFile(path, path.getFileName().toString(), null);
  }

  <T extends SourceItem> List<T> all(Class<T> type) {
    return items.stream().filter(type::isInstance).map(type::cast).toList();
  }

  List<SourceItem.Event> events() {
    return all(SourceItem.Event.class);
  }

  List<SourceItem.Label> labels() {
    return all(SourceItem.Label.class);
  }

  List<String> texts() {
    return events().stream()
        .map(event -> new String(event.payload(), StandardCharsets.UTF_8))
        .toList();
  }
}
