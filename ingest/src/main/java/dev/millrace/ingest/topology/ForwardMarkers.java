package dev.millrace.ingest.topology;

import dev.millrace.ingest.topology.Outcome.Progress;
import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.avro.Marker;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Passes markers on with ingest's own counters. A part of a source writes to one raw partition and
 * its marker follows its records there; {@link ToPartitions} then sends the marker to every
 * partition behind all that this task has written.
 */
final class ForwardMarkers implements Processor<String, Object, String, byte[]> {

  static final String NODE = "forward-markers";

  private final AvroCodec codec;
  private ProcessorContext<String, byte[]> context;
  private Counters counters;

  ForwardMarkers(AvroCodec codec) {
    this.codec = codec;
  }

  @Override
  public void init(ProcessorContext<String, byte[]> context) {
    this.context = context;
    counters = new Counters(context.getStateStore(Counters.STORE));
  }

  @Override
  public void process(Record<String, Object> record) {
    Progress progress = (Progress) record.value();
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
