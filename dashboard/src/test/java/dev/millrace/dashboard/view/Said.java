package dev.millrace.dashboard.view;

import dev.millrace.schemas.avro.ClassTarget;
import dev.millrace.schemas.avro.Classification;
import dev.millrace.schemas.avro.DeadLetter;
import dev.millrace.schemas.avro.Label;
import dev.millrace.schemas.avro.Lineage;
import dev.millrace.schemas.avro.ModelAlias;
import dev.millrace.schemas.avro.ModelRef;
import dev.millrace.schemas.avro.ModelVersion;
import dev.millrace.schemas.avro.NamedTensor;
import dev.millrace.schemas.avro.Prediction;
import dev.millrace.schemas.avro.PrequentialMetric;
import dev.millrace.schemas.avro.SensorReading;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Records of a small spam filter's life. */
public final class Said {

  public static final String TASK = "sms";

  private Said() {}

  /** A prediction that took a quarter of a second. */
  public static Prediction prediction(String event, String source, String label, long at) {
    return Prediction.newBuilder()
        .setEventId(event)
        .setSourceId(source)
        .setEventTime(at)
        .setProducedAt(at - 250_000)
        .setAttributes(Map.of("file", "<b>sms.tsv</b>"))
        .setTask(TASK)
        .setModel(new ModelRef("minilm", 3L))
        .setOutput(new Classification(label, 0.75f, List.of(0.25f, 0.75f)))
        .setInferredAt(at)
        .build();
  }

  /** A label that became known then. */
  public static Label label(String event, String label, long time) {
    return Label.newBuilder()
        .setEventId(event)
        .setTask(TASK)
        .setTarget(new ClassTarget(label))
        .setLabelTime(time)
        .setProducedAt(time)
        .build();
  }

  public static ModelVersion version(long number, float... bias) {
    ByteBuffer data = ByteBuffer.allocate(bias.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : bias) {
      data.putFloat(value);
    }
    return ModelVersion.newBuilder()
        .setTask(TASK)
        .setVersion(number)
        .setBundleDigest("bundle")
        .setParameters(
            List.of(
                new NamedTensor("head.bias", "float32", List.of((long) bias.length), data.flip())))
        .setHash("hash-" + number)
        .setLineage(new Lineage(Math.max(0, number - 1), 0L, 99L, 100L, 1L, "config", "1.28"))
        .setMetrics(Map.of("accuracy", 0.5 + number / 100.0))
        .setCreatedAt(number)
        .build();
  }

  public static ModelAlias alias(long champion) {
    return ModelAlias.newBuilder()
        .setTask(TASK)
        .setChampion(champion)
        .setReason("better")
        .setDecidedBy("gate")
        .setDecidedAt(champion)
        .build();
  }

  public static PrequentialMetric metric(long sequence, double accuracy, long at) {
    return PrequentialMetric.newBuilder()
        .setTask(TASK)
        .setSequence(sequence)
        .setExamples(sequence + 1)
        .setMetrics(Map.of("accuracy", accuracy))
        .setMeasuredAt(at)
        .build();
  }

  public static DeadLetter letter(@Nullable String task, String reason, long at) {
    return DeadLetter.newBuilder()
        .setTopic("test.raw.sms")
        .setPartition(0)
        .setOffset(7)
        .setValue(ByteBuffer.wrap("broken".getBytes(StandardCharsets.UTF_8)))
        .setHeaders(Map.of())
        .setFeed("inbox")
        .setTask(task)
        .setStage("ingest.decode")
        .setError("MISSING_FIELD")
        .setReason(reason)
        .setDeadAt(at)
        .build();
  }

  public static SensorReading reading(String source, Map<String, Double> channels, long at) {
    return SensorReading.newBuilder()
        .setEventId(source + at)
        .setSourceId(source)
        .setFeed("pose")
        .setEventTime(at)
        .setProducedAt(at)
        .setAttributes(Map.of())
        .setChannels(List.copyOf(channels.keySet()))
        .setValues(List.copyOf(channels.values()))
        .build();
  }
}
