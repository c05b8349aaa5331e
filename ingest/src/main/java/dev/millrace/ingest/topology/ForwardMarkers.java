package dev.millrace.ingest.topology;

import dev.millrace.ingest.topology.Outcome.Progress;
import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.avro.Marker;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Passes markers on with ingest's own counters. A part of a source writes to one raw partition and
 * its marker follows its records there; {@link ToPartitions} then sends the marker to every
 * partition behind all that this task has written.
 *
 * <p>The newest of each source's part is repeated now and then, since a reader that restarts has
 * forgotten what it read before its checkpoint. That says nothing new to the others.
 */
final class ForwardMarkers implements Processor<String, Object, String, byte[]> {

  static final String NODE = "forward-markers";

  /** How long a restarted reader waits for a source that is quiet or has ended. */
  static final Duration REPEAT_AFTER = Duration.ofSeconds(5);

  private final AvroCodec codec;
  private ProcessorContext<String, byte[]> context;
  private Counters counters;
  private final Map<Part, Progress> newest = new LinkedHashMap<>();

  private record Part(String topic, String origin, int part) {}

  ForwardMarkers(AvroCodec codec) {
    this.codec = codec;
  }

  @Override
  public void init(ProcessorContext<String, byte[]> context) {
    this.context = context;
    counters = new Counters(context.getStateStore(Counters.STORE));
    context.schedule(
        REPEAT_AFTER, PunctuationType.WALL_CLOCK_TIME, now -> newest.values().forEach(this::pass));
  }

  @Override
  public void process(Record<String, Object> record) {
    Progress progress = (Progress) record.value();
    Marker marker = progress.marker();
    newest.put(new Part(progress.topic(), marker.getOrigin(), marker.getPart()), progress);
    pass(progress);
  }

  private void pass(Progress progress) {
    Marker from = progress.marker();
    Marker to =
        new Marker(
            from.getOrigin(),
            from.getPart(),
            from.getParts(),
            from.getEventTime(),
            from.getEnd(),
            counters.of(progress.tally()));
    context.forward(
        new Record<>(to.getOrigin(), codec.encode(to), progress.raw().timestamp()),
        IngestTopology.sink(progress.topic()));
  }
}
