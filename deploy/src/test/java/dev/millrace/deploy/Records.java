package dev.millrace.deploy;

import dev.millrace.schemas.avro.Classification;
import dev.millrace.schemas.avro.DeadLetter;
import dev.millrace.schemas.avro.Lineage;
import dev.millrace.schemas.avro.Marker;
import dev.millrace.schemas.avro.ModelAlias;
import dev.millrace.schemas.avro.ModelRef;
import dev.millrace.schemas.avro.ModelVersion;
import dev.millrace.schemas.avro.NamedTensor;
import dev.millrace.schemas.avro.Prediction;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/** Records of a small spam filter's life. */
public final class Records {

  public static final String TASK = "sms-spam";

  private Records() {}

  public static Prediction spam(String eventId, long producedAt, long version) {
    return Prediction.newBuilder()
        .setEventId(eventId)
        .setSourceId("phone")
        .setEventTime(0)
        .setProducedAt(producedAt)
        .setAttributes(Map.of())
        .setTask(TASK)
        .setModel(new ModelRef("minilm", version))
        .setOutput(new Classification("spam", 0.75f, List.of(0.25f, 0.75f)))
        .setInferredAt(producedAt)
        .build();
  }

  public static ModelVersion version(long number, double accuracy) {
    return ModelVersion.newBuilder()
        .setTask(TASK)
        .setVersion(number)
        .setBundleDigest("bundle")
        .setParameters(
            List.of(
                new NamedTensor(
                    "head.bias", "float32", List.of(2L), ByteBuffer.wrap(new byte[] {0, 1, 2, 3}))))
        .setHash("0123456789abcdef")
        .setLineage(
            new Lineage(Math.max(0, number - 1), 0L, 0L, number * 100, 1L, "config", "1.28"))
        .setMetrics(Map.of("accuracy", accuracy))
        .setCreatedAt(0)
        .build();
  }

  public static ModelAlias alias(long champion) {
    return ModelAlias.newBuilder()
        .setTask(TASK)
        .setChampion(champion)
        .setReason("better")
        .setDecidedBy("gate")
        .setDecidedAt(0)
        .build();
  }

  public static DeadLetter letter(
      String topic, String stage, String error, Map<String, String> headers, String value) {
    return DeadLetter.newBuilder()
        .setTopic(topic)
        .setPartition(0)
        .setOffset(7)
        .setKey(ByteBuffer.wrap(TestCluster.utf8("phone")))
        .setValue(ByteBuffer.wrap(TestCluster.utf8(value)))
        .setHeaders(headers)
        .setFeed(TestCluster.FEED)
        .setStage(stage)
        .setError(error)
        .setReason("column 'text' is missing in row 3; add it")
        .setDeadAt(0)
        .build();
  }

  /** The end of an origin with one part. */
  public static Marker end(String origin, Map<String, Long> counters) {
    return new Marker(origin, 0, 1, 0L, true, counters);
  }
}
