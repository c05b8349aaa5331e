package dev.millrace.inference.operator;

import dev.millrace.inference.decode.Decoder;
import dev.millrace.inference.decode.Decoders;
import dev.millrace.models.bundle.BuiltInBundles;
import dev.millrace.models.bundle.LearningModel;
import dev.millrace.models.bundle.ModelBundle;
import dev.millrace.models.bundle.TaskModel;
import dev.millrace.models.graph.ModelRejected;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.models.runtime.Head;
import dev.millrace.models.runtime.SessionSettings;
import dev.millrace.models.runtime.SharedModels;
import dev.millrace.schemas.blob.BlobAddress;
import dev.millrace.schemas.task.BundleManifest;
import dev.millrace.schemas.task.DecodeSpec.TextLines;
import dev.millrace.schemas.task.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a task runs: its scoring and, where it learns, the switch that says with which weights.
 *
 * @param scoring closing it closes the switch too
 * @param models null where the task does not learn
 * @param size events of a batch and of a run
 */
record TaskScoring(Scoring scoring, @Nullable ModelSwitch models, BatchSize size) {

  /**
   * Starts the sessions of a task.
   *
   * @throws dev.millrace.models.graph.ModelRejected if the bundle can't do what the task asks for
   */
  static TaskScoring start(Task task, TaskModel model) {
    return start(task, model, null);
  }

  /**
   * Starts the sessions of a task.
   *
   * @param blobs store of large pictures; null where none is named
   */
  static TaskScoring start(Task task, TaskModel model, @Nullable BlobAddress blobs) {
    try (Opened opened = new Opened()) {
      ClaimedPictures pictures = ClaimedPictures.in(blobs);
      opened.add(pictures, pictures::close);
      Inputs inputs = Inputs.forTask(task, model.bundle(), pictures);
      opened.add(inputs, inputs::close);
      if (task.decode() instanceof TextLines lines) {
        return opened.keep(reading(model.bundle(), inputs, lines, opened));
      }
      BundleManifest manifest = model.bundle().manifest();
      Decoder decoder = Decoders.of(task.decode(), model.classNames(), manifest.input());
      LearningModel learning = model.learning().orElse(null);
      return opened.keep(
          learning == null
              ? frozen(task, model.bundle(), inputs, decoder)
              : learning(task, model.bundle(), learning, inputs, decoder, opened));
    }
  }

  private static TaskScoring reading(
      ModelBundle bundle, Inputs inputs, TextLines lines, Opened opened) {
    List<String> characters = bundle.lines(BuiltInBundles.CHARACTERS);
    SharedModels.Lease detect = lease(bundle, BuiltInBundles.DETECT);
    opened.add(detect, detect::close);
    SharedModels.Lease read = lease(bundle, BuiltInBundles.READ);
    opened.add(read, read::close);
    var scoring = new ReadingScoring(inputs, detect, read, characters, lines);
    return new TaskScoring(scoring, null, BatchSize.alike(bundle.manifest().bestBatch()));
  }

  private static SharedModels.Lease lease(ModelBundle bundle, String role) {
    return SharedModels.process()
        .lease(
            bundle.digest() + "/" + role,
            SessionSettings.DEFAULT,
            () -> bundle.graph(role).toBytes());
  }

  private static TaskScoring frozen(Task task, ModelBundle bundle, Inputs inputs, Decoder decoder) {
    BundleManifest manifest = bundle.manifest();
    Integer wanted = task.serve().batch();
    BatchSize size = BatchSize.of(wanted == null ? manifest.bestBatch() : wanted, manifest.input());
    Backbone whole =
        new Backbone(
            bundle.digest(),
            bundle.graph(BundleManifest.MODEL),
            manifest.outputs(),
            Backbone.NUMBERS);
    var answers = new FrozenAnswers(decoder, whole.outputs());
    var scoring = new TensorScoring(inputs, whole, answers);
    return new TaskScoring(scoring, null, size);
  }

  private static TaskScoring learning(
      Task task,
      ModelBundle bundle,
      LearningModel learning,
      Inputs inputs,
      Decoder decoder,
      Opened opened) {
    List<String> features = learning.features().stream().map(TensorSpec::name).toList();
    BatchSize size = BatchSize.of(run(task, bundle.manifest()), bundle.manifest().input());
    Backbone backbone =
        new Backbone(
            bundle.digest() + "/" + features, learning.backbone(), features, Backbone.FEATURES);
    opened.add(backbone, backbone::close);
    Head head = Head.load(learning.head(), SessionSettings.DEFAULT);
    opened.add(head, head::close);
    ModelSwitch models =
        new ModelSwitch(task.name(), bundle.digest(), head, learning.versionZero());
    var answers = new HeadAnswers(learning, head, models, decoder);
    return new TaskScoring(new TensorScoring(inputs, backbone, answers), models, size);
  }

  /** Features are what is learned from: they must not depend on who shared the run. */
  private static int run(Task task, BundleManifest manifest) {
    Integer wanted = task.serve().batch();
    if (manifest.batchInvariant()) {
      return wanted == null ? manifest.bestBatch() : wanted;
    }
    if (wanted != null && wanted > 1) {
      throw new ModelRejected(
          "task '"
              + task.name()
              + "' learns, and bundle '"
              + manifest.name()
              + "' does not say"
              + " that results are independent of batch mates",
          "serve.batch " + wanted,
          "drop serve.batch, or set batchInvariant: true in a manifest where it is proved");
    }
    return 1;
  }
}
