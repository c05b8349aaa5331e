package dev.millrace.dashboard.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.dashboard.json.Json;
import dev.millrace.schemas.avro.DeadLetter;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Groups dead letters by stage, error and kind of reason. */
final class LetterView implements Processor<byte[], byte[], Void, Void> {

  /** Beyond, letters of new reasons are counted under one of their stage and error. */
  private static final int MOST_GROUPS = 500;

  private static final int LONGEST_REASON = 500;
  private static final int LONGEST_SOURCE = 200;

  private final RecordReader reader;
  private ProcessorContext<Void, Void> context;
  private KeyValueStore<String, byte[]> groups;

  LetterView(RecordReader reader) {
    this.reader = reader;
  }

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    this.context = context;
    groups = context.getStateStore(Stores.LETTERS);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    if (!(reader.read(record.value()) instanceof DeadLetter letter)) {
      return;
    }
    String common = Reasons.common(letter.getReason());
    String id = Reasons.id(letter.getStage(), letter.getError(), common);
    byte[] kept = groups.get(id);
    if (kept == null && groups.approximateNumEntries() >= MOST_GROUPS) {
      common = "…";
      id = Reasons.id(letter.getStage(), letter.getError(), common);
      kept = groups.get(id);
    }
    LetterGroup group =
        kept == null
            ? new LetterGroup(letter.getStage(), letter.getError(), common)
            : LetterGroup.of(kept);
    group.add(shown(letter, record.key()), orEmpty(letter.getFeed()), orEmpty(letter.getTask()));
    groups.put(id, group.bytes());
  }

  private ObjectNode shown(DeadLetter letter, byte @Nullable [] key) {
    RecordMetadata place =
        context
            .recordMetadata()
            .orElseThrow(() -> new IllegalStateException("a letter always has a place"));
    String source = key == null ? "" : new String(key, StandardCharsets.UTF_8);
    return Json.object()
        .put("partition", place.partition())
        .put("offset", place.offset())
        .put("at", Json.millis(letter.getDeadAt()))
        .put("source", source.isEmpty() ? null : Json.cut(source, LONGEST_SOURCE))
        .put("reason", Json.cut(letter.getReason(), LONGEST_REASON));
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : Json.cut(text, LONGEST_SOURCE);
  }
}
