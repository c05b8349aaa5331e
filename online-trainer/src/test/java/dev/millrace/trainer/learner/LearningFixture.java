package dev.millrace.trainer.learner;

import dev.millrace.models.bundle.ModelBundle;
import dev.millrace.models.bundle.TaskModel;
import dev.millrace.models.graph.Attributes;
import dev.millrace.models.graph.GraphBuilder;
import dev.millrace.models.graph.ModelLimits;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.avro.ClassTarget;
import dev.millrace.schemas.avro.Features;
import dev.millrace.schemas.avro.Label;
import dev.millrace.schemas.avro.NamedTensor;
import dev.millrace.schemas.avro.ValuesTarget;
import dev.millrace.schemas.task.BundleManifest;
import dev.millrace.schemas.task.BundleSource;
import dev.millrace.schemas.task.DecodeSpec;
import dev.millrace.schemas.task.Feed;
import dev.millrace.schemas.task.FeedFormat;
import dev.millrace.schemas.task.LabelDelay;
import dev.millrace.schemas.task.LossSpec;
import dev.millrace.schemas.task.OptimizerSpec;
import dev.millrace.schemas.task.PrivacySpec;
import dev.millrace.schemas.task.RegularizeSpec;
import dev.millrace.schemas.task.ScheduleSpec;
import dev.millrace.schemas.task.ServeSpec;
import dev.millrace.schemas.task.Task;
import dev.millrace.schemas.task.TimeSpec;
import dev.millrace.schemas.task.TrainSpec;
import dev.millrace.schemas.task.TrainSpec.GateSpec;
import dev.millrace.schemas.task.TrainSpec.HeadSpec;
import dev.millrace.schemas.task.TrainSpec.JoinSpec;
import dev.millrace.stream.Inbound;
import dev.millrace.trainer.join.JoinOutcome;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A small task, its model, and examples that can be learned. */
public final class LearningFixture {

  public static final String TASK = "shapes";
  public static final int WIDTH = 3;

  private static final AvroCodec CODEC = new AvroCodec();

  private LearningFixture() {}

  /** Two classes, a linear head, Adam. */
  public static Task classes(int batch, int publishEvery) {
    return classes(batch, publishEvery, new GateSpec(50, 5, 0.05));
  }

  static Task classes(int batch, int publishEvery, GateSpec gate) {
    return task(
        List.of("round", "square"),
        new TrainSpec(
            "",
            new HeadSpec(HeadSpec.Kind.SOFTMAX, 0, 2),
            LossSpec.SOFTMAX_CROSS_ENTROPY,
            OptimizerSpec.adam(0.05),
            batch,
            publishEvery,
            42,
            JoinSpec.DEFAULT,
            gate));
  }

  /** One value, scaled by its source. */
  static Task values() {
    return task(
        List.of(),
        new TrainSpec(
            "",
            new HeadSpec(HeadSpec.Kind.REGRESSION, 0, 1),
            LossSpec.MEAN_SQUARED_ERROR,
            OptimizerSpec.sgd(0.1),
            1,
            10,
            42,
            JoinSpec.DEFAULT,
            GateSpec.DEFAULT));
  }

  /** Two classes and a loss of one's own. */
  static Task classes(LossSpec loss) {
    return classes(loss, OptimizerSpec.adam(0.05), 10);
  }

  static Task classes(LossSpec loss, OptimizerSpec optimizer, int publishEvery) {
    return task(
        List.of("round", "square"),
        new TrainSpec(
            "",
            new HeadSpec(loss.head(), 0, 2),
            loss,
            optimizer,
            1,
            publishEvery,
            42,
            JoinSpec.DEFAULT,
            GateSpec.DEFAULT));
  }

  /** Two classes, a hidden layer, and steps of several examples with dropout or privacy. */
  static Task regularized(RegularizeSpec regularize, @Nullable PrivacySpec privacy) {
    return task(
        List.of("round", "square"),
        new TrainSpec(
            "",
            new HeadSpec(HeadSpec.Kind.SOFTMAX, 8, 2),
            LossSpec.SOFTMAX_CROSS_ENTROPY,
            OptimizerSpec.adam(0.05),
            new ScheduleSpec.WarmUp(5),
            regularize,
            privacy,
            4,
            12,
            42,
            JoinSpec.DEFAULT,
            GateSpec.DEFAULT));
  }

  /** A table of three vectors by id: an id beyond it cannot be run. */
  static Task embeddings(int batch) {
    return embeddings(batch, null);
  }

  /** As {@link #embeddings(int)}, with privacy. */
  static Task embeddings(int batch, @Nullable PrivacySpec privacy) {
    return task(
        List.of("round", "square"),
        new TrainSpec(
            "table",
            null,
            LossSpec.SOFTMAX_CROSS_ENTROPY,
            OptimizerSpec.adam(0.05),
            new ScheduleSpec.Constant(),
            RegularizeSpec.NONE,
            privacy,
            batch,
            5,
            42,
            JoinSpec.DEFAULT,
            GateSpec.DEFAULT));
  }

  /** The model of {@link #embeddings}: ids are added up by their vectors. */
  static TaskModel embeddingModel(Task task) {
    GraphBuilder graph =
        GraphBuilder.named("embeddings")
            .input(TensorSpec.float32("embedding", TensorSpec.DYNAMIC, WIDTH))
            .initializer("table", new float[] {0.1f, 0.2f, -0.1f, 0.3f, 0.2f, -0.2f}, 3, 2)
            .initializer("axes", new long[] {1}, 1)
            .node("Cast", List.of("embedding"), List.of("ids"), Attributes.integer("to", 7))
            .node("Gather", List.of("table", "ids"), List.of("vectors"))
            .node(
                "ReduceSum",
                List.of("vectors", "axes"),
                List.of("sum"),
                Attributes.integer("keepdims", 0))
            .node("Softmax", List.of("sum"), List.of("p"), Attributes.integer("axis", 1))
            .output(TensorSpec.float32("p", TensorSpec.DYNAMIC, 2));
    return TaskModel.load(task, bundle(graph.build().toBytes()));
  }

  /** All of a model file is trained, a version a step. */
  static Task whole(OptimizerSpec optimizer, int batch, @Nullable PrivacySpec privacy) {
    return whole(LossSpec.SOFTMAX_CROSS_ENTROPY, optimizer, batch, privacy);
  }

  static Task whole(
      LossSpec loss, OptimizerSpec optimizer, int batch, @Nullable PrivacySpec privacy) {
    return task(
        List.of("round", "square"),
        new TrainSpec(
            "*",
            null,
            loss,
            optimizer,
            new ScheduleSpec.Constant(),
            RegularizeSpec.NONE,
            privacy,
            batch,
            batch,
            42,
            JoinSpec.DEFAULT,
            GateSpec.DEFAULT));
  }

  /** A model file of one input. */
  static TaskModel model(Task task, byte[] onnx) {
    return TaskModel.load(task, bundle(onnx));
  }

  /** An example with one feature of that name. */
  static JoinOutcome example(int number, String feature, float[] values, String label) {
    return joined(
        number,
        List.of(tensor(feature, values)),
        List.of(0.5f, 0.5f),
        new ClassTarget(label),
        JoinOutcome.Kind.JOINED);
  }

  private static Task task(List<String> classes, TrainSpec train) {
    Feed feed =
        new Feed(
            "feed",
            List.of(),
            FeedFormat.TOPIC_SENSOR,
            new Feed.TableFormat(true, Feed.Quote.NONE, ',', 0),
            new Feed.Columns(null, List.of("x"), null, null),
            TimeSpec.COUNTED,
            null,
            LabelDelay.NONE,
            null);
    return new Task(
        TASK,
        feed,
        classes,
        new BundleSource.BuiltIn("fixture"),
        null,
        classes.isEmpty() ? new DecodeSpec.Regression(List.of("y")) : new DecodeSpec.Classes(),
        train,
        ServeSpec.DEFAULT);
  }

  /** A backbone that passes its three numbers through. */
  public static TaskModel model(Task task) {
    TensorSpec in = TensorSpec.float32("x", TensorSpec.DYNAMIC, WIDTH);
    byte[] onnx =
        GraphBuilder.named("backbone")
            .input(in)
            .node("Identity", List.of("x"), List.of("embedding"))
            .output(in.renamed("embedding"))
            .build()
            .toBytes();
    return TaskModel.load(task, bundle(onnx));
  }

  private static ModelBundle bundle(byte[] onnx) {
    BundleManifest manifest =
        new BundleManifest(
            "fixture",
            "",
            Map.of(BundleManifest.MODEL, new BundleManifest.FileRef("model.onnx", null)),
            new BundleManifest.SensorInput("x", true),
            List.of(),
            "",
            true,
            1);
    Map<String, byte[]> files = Map.of(BundleManifest.MODEL, onnx);
    return ModelBundle.of(manifest, files, ModelLimits.DEFAULT);
  }

  /** Examples whose class is the sign of a sum, a second apart. */
  public static List<JoinOutcome> examples(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<JoinOutcome> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] x = new float[WIDTH];
      float sum = 0;
      for (int j = 0; j < WIDTH; j++) {
        x[j] = (float) random.nextDouble(-1, 1);
        sum += x[j];
      }
      examples.add(example(i, x, sum > 0 ? "round" : "square"));
    }
    return examples;
  }

  static JoinOutcome example(int number, float[] x, String label) {
    return joined(
        number,
        List.of(tensor("embedding", x)),
        List.of(0.5f, 0.5f),
        new ClassTarget(label),
        JoinOutcome.Kind.JOINED);
  }

  static JoinOutcome late(int number, float[] x, String label) {
    return joined(
        number,
        List.of(tensor("embedding", x)),
        List.of(0.5f, 0.5f),
        new ClassTarget(label),
        JoinOutcome.Kind.JOINED_LATE);
  }

  /** An example of {@link #embeddings}, whose cut is the model's own input. */
  static JoinOutcome ids(int number, float[] ids, String label) {
    return joined(
        number,
        List.of(tensor("embedding_cut", ids)),
        List.of(0.5f, 0.5f),
        new ClassTarget(label),
        JoinOutcome.Kind.JOINED);
  }

  /** An example whose label is numbers. */
  static JoinOutcome numbers(int number, float[] x, Double... numbers) {
    return joined(
        number,
        List.of(tensor("embedding", x)),
        List.of(0.5f, 0.5f),
        new ValuesTarget(List.of(numbers)),
        JoinOutcome.Kind.JOINED);
  }

  static JoinOutcome value(int number, float[] x, float offset, float factor, double truth) {
    return joined(
        number,
        List.of(
            tensor("embedding", x),
            tensor("offset", new float[] {offset}),
            tensor("factor", new float[] {factor})),
        List.of(offset),
        new ValuesTarget(List.of(truth)),
        JoinOutcome.Kind.JOINED);
  }

  private static JoinOutcome joined(
      int number,
      List<NamedTensor> tensors,
      List<Float> scores,
      Object target,
      JoinOutcome.Kind kind) {
    String eventId = String.format("event-%06d", number);
    long time = number * 1_000_000L;
    Features features =
        Features.newBuilder()
            .setEventId(eventId)
            .setSourceId("source")
            .setTask(TASK)
            .setEventTime(time)
            .setTensors(tensors)
            .setScores(scores)
            .setScoredBy(0)
            .build();
    Label label =
        Label.newBuilder()
            .setEventId(eventId)
            .setTask(TASK)
            .setTarget(target)
            .setLabelTime(time)
            .setProducedAt(0)
            .build();
    return new JoinOutcome(
        kind,
        eventId,
        time,
        inbound("features", eventId, number, CODEC.encode(features)),
        inbound("labels", eventId, number, CODEC.encode(label)),
        "");
  }

  static Inbound inbound(String topic, String key, long offset, byte[] value) {
    return new Inbound(topic, 0, offset, 0, key.getBytes(StandardCharsets.UTF_8), value);
  }

  static NamedTensor tensor(String name, float[] values) {
    ByteBuffer data =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(values);
    return new NamedTensor(name, "float32", List.of((long) values.length), data);
  }
}
