package dev.millrace.inference.operator;

import dev.millrace.inference.decode.Decoder;
import dev.millrace.inference.decode.Decoders;
import dev.millrace.models.bundle.LearningModel;
import dev.millrace.models.bundle.ModelBundle;
import dev.millrace.models.bundle.TaskModel;
import dev.millrace.models.runtime.Head;
import dev.millrace.models.runtime.SessionSettings;
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
 * @param bestBatch most events a run
 */
record TaskScoring(Scoring scoring, @Nullable ModelSwitch models, int bestBatch) {

  /** Starts the sessions of a task. */
  static TaskScoring start(Task task, TaskModel model) {
    ModelBundle bundle = model.bundle();
    Inputs inputs = Inputs.forTask(task, bundle);
    int bestBatch = bundle.manifest().bestBatch();
    if (task.decode() instanceof TextLines lines) {
      return new TaskScoring(new ReadingScoring(inputs, bundle, lines), null, bestBatch);
    }
    Decoder decoder = Decoders.of(task.decode(), model.classNames(), bundle.manifest().input());
    LearningModel learning = model.learning().orElse(null);
    if (learning == null) {
      Backbone whole =
          new Backbone(
              bundle.digest(), bundle.graph(BundleManifest.MODEL), bundle.manifest().outputs());
      var answers = new FrozenAnswers(decoder, whole.outputs());
      return new TaskScoring(new TensorScoring(inputs, whole, answers), null, bestBatch);
    }
    Head head = Head.load(learning.head(), SessionSettings.DEFAULT);
    ModelSwitch models =
        new ModelSwitch(task.name(), bundle.digest(), head, learning.versionZero());
    List<String> features = learning.features().stream().map(spec -> spec.name()).toList();
    Backbone backbone =
        new Backbone(bundle.digest() + "/" + features, learning.backbone(), features);
    var answers = new HeadAnswers(learning, head, models, decoder);
    // Features are what is learned from: they must not depend on who shared the run.
    int batch = bundle.manifest().batchInvariant() ? bestBatch : 1;
    return new TaskScoring(new TensorScoring(inputs, backbone, answers), models, batch);
  }
}
