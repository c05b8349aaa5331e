package dev.millrace.ingest.topology;

import dev.millrace.ingest.decode.RawRecord;
import dev.millrace.ingest.topology.Outcome.Refused;
import dev.millrace.ingest.topology.Tally.Counter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Sends each raw record on by its outcome: marker, event or label, dead letter. */
final class Decode implements Processor<byte[], byte[], String, Object> {

  static final String NODE = "decode";

  private final Intake intake;
  private final DeadLetters deadLetters;
  private ProcessorContext<String, Object> context;
  private Counters counters;

  Decode(Intake intake, DeadLetters deadLetters) {
    this.intake = intake;
    this.deadLetters = deadLetters;
  }

  @Override
  public void init(ProcessorContext<String, Object> context) {
    this.context = context;
    counters = new Counters(context.getStateStore(Counters.STORE));
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    Outcome outcome = intake.take(raw(record));
    if (outcome instanceof Outcome.Progress) {
      forward(outcome, ForwardMarkers.NODE);
      return;
    }
    counters.add(outcome.tally(), Counter.IN);
    if (outcome instanceof Refused refused) {
      counters.add(outcome.tally(), Counter.DEAD_LETTERS);
      Record<String, byte[]> letter = deadLetters.write(refused);
      context.forward(
          new Record<String, Object>(letter.key(), letter.value(), letter.timestamp()),
          IngestTopology.DEAD_LETTER_SINK);
      return;
    }
    forward(outcome, Deduplicate.NODE);
  }

  private void forward(Outcome outcome, String node) {
    context.forward(
        new Record<String, Object>(outcome.tally().origin(), outcome, outcome.raw().timestamp()),
        node);
  }

  private RawRecord raw(Record<byte[], byte[]> record) {
    RecordMetadata place =
        context
            .recordMetadata()
            .orElseThrow(() -> new IllegalStateException("a raw record always has a place"));
    Map<String, String> headers = new HashMap<>();
    for (Header header : record.headers()) {
      byte[] value = header.value();
      headers.put(header.key(), value == null ? "" : new String(value, StandardCharsets.UTF_8));
    }
    return new RawRecord(
        place.topic(),
        place.partition(),
        place.offset(),
        record.timestamp(),
        record.key(),
        record.value(),
        headers);
  }
}
