package dev.millrace.inference.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.models.bundle.BuiltInBundles;
import dev.millrace.models.bundle.LearningModel;
import dev.millrace.models.bundle.ModelBundle;
import dev.millrace.models.bundle.TaskModel;
import dev.millrace.models.graph.Attributes;
import dev.millrace.models.graph.ElementType;
import dev.millrace.models.graph.GraphBuilder;
import dev.millrace.models.graph.ModelLimits;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.models.runtime.ParameterPatch;
import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.Origins;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.UnreadableRecord;
import dev.millrace.schemas.avro.Lineage;
import dev.millrace.schemas.avro.ModelAlias;
import dev.millrace.schemas.avro.ModelVersion;
import dev.millrace.schemas.avro.SensorReading;
import dev.millrace.schemas.avro.TextMessage;
import dev.millrace.schemas.task.BundleManifest;
import dev.millrace.schemas.task.BundleManifest.FileRef;
import dev.millrace.schemas.task.BundleManifest.TextInput;
import dev.millrace.schemas.task.BundleSource;
import dev.millrace.schemas.task.DecodeSpec;
import dev.millrace.schemas.task.Feed;
import dev.millrace.schemas.task.FeedFormat;
import dev.millrace.schemas.task.LabelDelay;
import dev.millrace.schemas.task.LossSpec;
import dev.millrace.schemas.task.OptimizerSpec;
import dev.millrace.schemas.task.ServeSpec;
import dev.millrace.schemas.task.Task;
import dev.millrace.schemas.task.TimeSpec;
import dev.millrace.schemas.task.TrainSpec;
import dev.millrace.schemas.task.TrainSpec.GateSpec;
import dev.millrace.schemas.task.TrainSpec.HeadSpec;
import dev.millrace.schemas.task.TrainSpec.JoinSpec;
import dev.millrace.schemas.task.WindowSpec;
import dev.millrace.stream.Inbound;
import dev.millrace.stream.MarkerFanOut;
import dev.millrace.stream.Outbound;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Two small tasks with real models, their events, and the records of their models. */
final class Fixtures {

  static final AvroCodec CODEC = new AvroCodec();
  static final Topics TOPICS = Topics.DEFAULT;

  /** The word that the text model's table has no row for: ONNX Runtime fails on it. */
  static final String POISON = "poison";

  /** Partitions of the topics that get markers. */
  static final int PARTITIONS = 3;

  static final int WINDOW = 3;

  private static final String WORDS =
      """
      {"version": "1.0", "added_tokens": [], "pre_tokenizer": {"type": "WhitespaceSplit"},
       "model": {"type": "WordLevel", "unk_token": "?",
                 "vocab": {"?": 0, "good": 1, "bad": 2, "poison": 9}}}
      """;

  private Fixtures() {}

  /** Classes of sensor windows, by a linear head that learns. */
  static Task sensorTask() {
    TrainSpec train =
        new TrainSpec(
            "",
            new HeadSpec(HeadSpec.Kind.SOFTMAX, 0, 2),
            LossSpec.SOFTMAX_CROSS_ENTROPY,
            OptimizerSpec.adam(0.05),
            1,
            10,
            42,
            JoinSpec.DEFAULT,
            GateSpec.DEFAULT);
    return new Task(
        "motion",
        feed(
            "shaker",
            FeedFormat.TOPIC_SENSOR,
            new Feed.Columns(null, List.of("x", "y"), null, null)),
        List.of("rest", "move"),
        new BundleSource.BuiltIn("sensor-window"),
        new WindowSpec(WINDOW, List.of("x", "y"), null),
        new DecodeSpec.Classes(),
        train,
        ServeSpec.DEFAULT);
  }

  static TaskModel sensorModel() {
    Task task = sensorTask();
    return TaskModel.load(task, BuiltInBundles.load("sensor-window", task));
  }

  /** Tone of a text, by a model that stays as it is. */
  static Task textTask() {
    return textTask(null);
  }

  /** The same by a model that learns. */
  static Task learningTextTask(TrainSpec train) {
    return textTask(train);
  }

  private static Task textTask(@Nullable TrainSpec train) {
    return new Task(
        "tone",
        feed("letters", FeedFormat.TOPIC_TEXT, new Feed.Columns("text", List.of(), null, null)),
        List.of("kind", "unkind"),
        new BundleSource.BuiltIn("tone"),
        null,
        new DecodeSpec.Classes(),
        train,
        ServeSpec.DEFAULT);
  }

  private static Feed feed(String name, FeedFormat format, Feed.Columns columns) {
    return new Feed(
        name,
        List.of(),
        format,
        new Feed.TableFormat(true, Feed.Quote.NONE, ',', 0),
        columns,
        TimeSpec.COUNTED,
        null,
        LabelDelay.NONE,
        null);
  }

  static TaskModel textModel(int bestBatch) {
    return TaskModel.load(textTask(), textBundle(bestBatch, List.of("probabilities")));
  }

  /** Mean of the words' rows of a table; a cube of the length in multiplications slows it down. */
  static ModelBundle textBundle(int bestBatch, List<String> outputs) {
    byte[] onnx =
        GraphBuilder.named("tone")
            .input(int64("ids"))
            .initializer("table", new float[] {0, 0, 3, 0, 0, 3}, 3, 2)
            .initializer("axes", new long[] {2}, 1)
            .initializer("zero", new float[] {0}, 1)
            .node("Gather", List.of("table", "ids"), List.of("rows"))
            .node("Cast", List.of("ids"), List.of("floats"), Attributes.integer("to", 1))
            .node("Unsqueeze", List.of("floats", "axes"), List.of("column"))
            .node(
                "Transpose",
                List.of("column"),
                List.of("line"),
                Attributes.integers("perm", 0, 2, 1))
            .node("MatMul", List.of("column", "line"), List.of("square"))
            .node("MatMul", List.of("square", "square"), List.of("cube"))
            .node(
                "ReduceMean",
                List.of("cube"),
                List.of("one"),
                Attributes.integers("axes", 1, 2),
                Attributes.integer("keepdims", 1))
            .node("Mul", List.of("one", "zero"), List.of("nothing"))
            .node("Add", List.of("rows", "nothing"), List.of("sums"))
            .node(
                "ReduceMean",
                List.of("sums"),
                List.of("logits"),
                Attributes.integers("axes", 1),
                Attributes.integer("keepdims", 0))
            .node(
                "Softmax",
                List.of("logits"),
                List.of("probabilities"),
                Attributes.integer("axis", 1))
            .output(TensorSpec.float32("probabilities", TensorSpec.DYNAMIC, 2))
            .node("Identity", List.of("ids"), List.of("tokens"))
            .output(int64("tokens"))
            .build()
            .toBytes();
    return textBundle(onnx, bestBatch, outputs);
  }

  /** Mean of the rows of a table, for four tokens and no other number; the table can be trained. */
  static ModelBundle paddedTextBundle() {
    byte[] onnx =
        GraphBuilder.named("padded tone")
            .input(new TensorSpec("ids", ElementType.INT64, new long[] {TensorSpec.DYNAMIC, 4}))
            .initializer("table", new float[] {0, 0, 3, 0, 0, 3}, 3, 2)
            .node("Gather", List.of("table", "ids"), List.of("rows"))
            .node(
                "ReduceMean",
                List.of("rows"),
                List.of("logits"),
                Attributes.integers("axes", 1),
                Attributes.integer("keepdims", 0))
            .node(
                "Softmax",
                List.of("logits"),
                List.of("probabilities"),
                Attributes.integer("axis", 1))
            .output(TensorSpec.float32("probabilities", TensorSpec.DYNAMIC, 2))
            .build()
            .toBytes();
    return textBundle(onnx, 1, List.of("probabilities"));
  }

  private static ModelBundle textBundle(byte[] onnx, int bestBatch, List<String> outputs) {
    Map<String, byte[]> files =
        Map.of(BundleManifest.MODEL, onnx, BundleManifest.TOKENIZER, WORDS.getBytes(UTF_8));
    BundleManifest manifest =
        new BundleManifest(
            "tone",
            "",
            Map.of(
                BundleManifest.MODEL, new FileRef("model.onnx", null),
                BundleManifest.TOKENIZER, new FileRef("tokenizer.json", null)),
            new TextInput("ids", "", "", 2048),
            outputs,
            "",
            true,
            bestBatch);
    return ModelBundle.of(manifest, files, ModelLimits.DEFAULT);
  }

  private static TensorSpec int64(String name) {
    return new TensorSpec(
        name, ElementType.INT64, new long[] {TensorSpec.DYNAMIC, TensorSpec.DYNAMIC});
  }

  static OperatorSpec spec(Task task, ModelSource model, int threads) {
    return spec(task, model, threads, Unreadable.REPORTED);
  }

  static OperatorSpec spec(Task task, ModelSource model, int threads, Unreadable unreadable) {
    Map<String, Integer> marked =
        task.learns()
            ? Map.of(TOPICS.predictions(), PARTITIONS, TOPICS.features(), PARTITIONS)
            : Map.of(TOPICS.predictions(), PARTITIONS);
    return new OperatorSpec(
        task,
        model,
        reader -> {},
        TOPICS,
        new MarkerFanOut(Origins.inference(task.name()), marked),
        threads,
        unreadable);
  }

  static Inbound text(int number, String text) {
    return text(number, "letters", text);
  }

  static Inbound text(int number, String feed, String text) {
    TextMessage message =
        TextMessage.newBuilder()
            .setEventId("letter-" + number)
            .setSourceId("ada")
            .setFeed(feed)
            .setEventTime(number * 1_000_000L)
            .setProducedAt(number * 1_000_000L)
            .setText(text)
            .build();
    return new Inbound(
        TOPICS.textEvents(), 0, number, 0, "ada".getBytes(UTF_8), CODEC.encode(message));
  }

  static SensorReading reading(String source, int number, double x, double y) {
    return SensorReading.newBuilder()
        .setEventId(source + "-" + number)
        .setSourceId(source)
        .setFeed("shaker")
        .setEventTime(number * 1_000_000L)
        .setProducedAt(number * 1_000_000L)
        .setChannels(List.of("x", "y"))
        .setValues(List.of(x, y))
        .build();
  }

  static Inbound inbound(SensorReading reading) {
    return new Inbound(
        TOPICS.sensorEvents(),
        0,
        reading.getEventTime(),
        0,
        reading.getSourceId().getBytes(UTF_8),
        CODEC.encode(reading));
  }

  /** A reading with its full window, as the window function gives it. */
  static Sample window(int number, float... values) {
    return Sample.windowed(inbound(reading("rig", number, 0, 0)), values, 0, 1);
  }

  static Inbound bytes(int number, byte[] value) {
    return new Inbound(TOPICS.textEvents(), 2, number, 0, "key".getBytes(UTF_8), value);
  }

  /** A version all of whose parameters are that value. */
  static ParameterPatch patch(LearningModel model, long value) {
    float[] theta = new float[model.layout().size()];
    Arrays.fill(theta, (float) value);
    return new ParameterPatch(model.layout(), theta);
  }

  /** A version that finds only one of the two classes. */
  static ParameterPatch always(LearningModel model, int label) {
    float[] theta = new float[model.layout().size()];
    for (var slot : model.layout().slots()) {
      if (slot.size() == 2) {
        theta[slot.offset() + label] = 10;
      }
    }
    return new ParameterPatch(model.layout(), theta);
  }

  static ModelVersion.Builder version(LearningModel model, long number, ParameterPatch patch) {
    Lineage lineage =
        Lineage.newBuilder()
            .setParent(number - 1)
            .setFirstSequence(0)
            .setLastSequence(1)
            .setExamples(2)
            .setSeed(42)
            .setConfigDigest("")
            .setOrtVersion("")
            .build();
    return ModelVersion.newBuilder()
        .setTask("motion")
        .setVersion(number)
        .setBundleDigest(model.bundleDigest())
        .setParameters(patch.toRecord())
        .setHash(patch.hash())
        .setLineage(lineage)
        .setMetrics(Map.of())
        .setCreatedAt(0);
  }

  static ModelAlias.Builder alias(long champion) {
    return ModelAlias.newBuilder()
        .setTask("motion")
        .setChampion(champion)
        .setReason("better")
        .setDecidedBy("gate")
        .setDecidedAt(0);
  }

  static Inbound published(ModelVersion version) {
    byte[] key = Topics.versionKey(version.getTask(), version.getVersion()).getBytes(UTF_8);
    return new Inbound(
        TOPICS.modelVersions(), 0, version.getVersion(), 0, key, CODEC.encode(version));
  }

  static Inbound decided(long offset, ModelAlias alias) {
    return new Inbound(
        TOPICS.modelAliases(), 0, offset, 0, alias.getTask().getBytes(UTF_8), CODEC.encode(alias));
  }

  /** The records of one type, in their order. */
  static <T extends SpecificRecord> List<T> all(List<Outbound> records, Class<T> type) {
    List<T> found = new ArrayList<>();
    for (Outbound record : records) {
      try {
        SpecificRecord read = CODEC.decode(record.value());
        if (type.isInstance(read)) {
          found.add(type.cast(read));
        }
      } catch (UnreadableRecord e) {
        throw new AssertionError(e);
      }
    }
    return found;
  }
}
