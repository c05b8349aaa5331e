package dev.millrace.inference.fuse;

import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.UnreadableRecord;
import dev.millrace.schemas.avro.Embedding;
import dev.millrace.schemas.avro.ModelRef;
import dev.millrace.schemas.avro.Prediction;
import dev.millrace.schemas.task.Feed;
import dev.millrace.schemas.task.FeedFormat;
import dev.millrace.schemas.task.FuseSpec;
import dev.millrace.schemas.task.FuseSpec.Interpolate;
import dev.millrace.schemas.task.FuseSpec.Partner;
import dev.millrace.schemas.task.FuseSpec.SameSource;
import dev.millrace.schemas.task.LabelDelay;
import dev.millrace.schemas.task.TimeSpec;
import dev.millrace.stream.Outbound;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A vehicle with a speed, and predictions of its camera. */
final class FuseFixtures {

  static final AvroCodec CODEC = new AvroCodec();
  static final String PREDICTIONS = "millrace.predictions";
  static final Duration WITHIN = Duration.ofMillis(500);
  static final long SECOND = 1_000_000;

  private FuseFixtures() {}

  static Feed feed(FeedFormat format) {
    return new Feed(
        "speed",
        List.of(),
        format,
        Feed.TableFormat.UNUSED,
        new Feed.Columns(null, List.of("speed", "slip"), null, null),
        TimeSpec.COUNTED,
        null,
        LabelDelay.NONE,
        null);
  }

  static FuseSpec speed(FeedFormat format, Interpolate how, Partner partner) {
    return new FuseSpec(
        "speed", feed(format), List.of("speed"), how, WITHIN, partner, Duration.ofSeconds(2));
  }

  static FusionSpec spec(FuseSpec... items) {
    return new FusionSpec(
        List.of(items), FusedFeed.of(List.of(items)), false, 10_000, FusionSpec.MOST_HELD_BYTES);
  }

  /** Of the own source, from a recording. */
  static FusionSpec recorded(Interpolate how) {
    return spec(speed(FeedFormat.RECORDING, how, new SameSource()));
  }

  static FusedReading reading(String source, long time, double speed) {
    return new FusedReading("speed", source, time, source + "@" + time, new double[] {speed});
  }

  static Prediction prediction(String source, long time) {
    return Prediction.newBuilder()
        .setEventId(source + "-" + time)
        .setSourceId(source)
        .setEventTime(time)
        .setProducedAt(time)
        .setAttributes(Map.of("trailer", "trailer-7"))
        .setTask("camera")
        .setModel(new ModelRef("model", 0L))
        .setOutput(new Embedding(List.of(1f)))
        .setInferredAt(time)
        .build();
  }

  static Outbound record(Prediction prediction) {
    return Outbound.keyed(PREDICTIONS, prediction.getSourceId(), CODEC.encode(prediction));
  }

  static Prediction read(Outbound record) {
    try {
      return CODEC.decode(record.value(), Prediction.class);
    } catch (UnreadableRecord e) {
      throw new AssertionError(e);
    }
  }
}
