package dev.millrace.inference.fuse;

import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.UnreadableRecord;
import dev.millrace.schemas.avro.SensorReading;
import dev.millrace.stream.Inbound;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.util.Collector;

/**
 * The readings of one feed, with the fused channels alone. What can't be read is passed over: the
 * tasks that score the topic report it.
 */
final class ReadingsOfFeed extends RichFlatMapFunction<Inbound, FusedReading> {

  private static final long serialVersionUID = 1L;

  private final FusedFeed feed;
  private transient AvroCodec codec;

  ReadingsOfFeed(FusedFeed feed) {
    this.feed = feed;
  }

  @Override
  public void open(OpenContext context) {
    codec = new AvroCodec();
  }

  @Override
  public void flatMap(Inbound record, Collector<FusedReading> out) {
    byte[] value = record.value();
    try {
      if (value != null
          && codec.decode(value) instanceof SensorReading reading
          && reading.getFeed().equals(feed.feed().name())) {
        out.collect(feed.of(reading));
      }
    } catch (UnreadableRecord e) {
      // Of no known feed, so nobody knows that it is wanted here.
    }
  }
}
