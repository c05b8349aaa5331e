package dev.millrace.inference.operator;

import dev.millrace.inference.preprocess.ModelInput;
import dev.millrace.inference.preprocess.Outcome;
import dev.millrace.inference.preprocess.Preprocessor;
import dev.millrace.inference.preprocess.Preprocessors;
import dev.millrace.models.bundle.ModelBundle;
import dev.millrace.models.runtime.Tensor;
import dev.millrace.schemas.task.BundleManifest;
import dev.millrace.schemas.task.BundleManifest.SensorInput;
import dev.millrace.schemas.task.Task;
import java.util.Map;

/** Brings an event to the form its model takes. Thread-safe. */
interface Inputs extends AutoCloseable {

  /** Prepares one event. */
  Outcome<ModelInput> of(Question question);

  @Override
  default void close() {}

  /** The way for a task: windows come ready with the sample, all else is prepared here. */
  static Inputs forTask(Task task, ModelBundle bundle) {
    BundleManifest manifest = bundle.manifest();
    if (manifest.input() instanceof SensorInput sensor) {
      int length = task.windowing().orElseThrow().length();
      return question -> window(question, sensor.name(), length);
    }
    byte[] tokenizer =
        bundle.has(BundleManifest.TOKENIZER) ? bundle.file(BundleManifest.TOKENIZER) : null;
    return new Prepared(Preprocessors.of(manifest.input(), tokenizer));
  }

  private static Outcome<ModelInput> window(Question question, String input, int length) {
    float[] window = question.sample().window();
    if (window == null) {
      return Outcome.rejected(
          Outcome.Cause.WRONG_EVENT, "the model takes a window of sensor readings; check the feed");
    }
    Tensor tensor = Tensor.floats(window, 1, length, window.length / length);
    return Outcome.prepared(new ModelInput.Tensors(Map.of(input, tensor), null));
  }

  /** Texts and pictures. */
  record Prepared(Preprocessor preprocessor) implements Inputs {
    @Override
    public Outcome<ModelInput> of(Question question) {
      return preprocessor.prepare(question.facts().event());
    }

    @Override
    public void close() {
      preprocessor.close();
    }
  }
}
