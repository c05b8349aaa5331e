package dev.millrace.inference.operator;

import dev.millrace.inference.preprocess.ModelInput;
import dev.millrace.inference.preprocess.Outcome;
import dev.millrace.inference.preprocess.Preprocessor;
import dev.millrace.inference.preprocess.Preprocessors;
import dev.millrace.models.bundle.ModelBundle;
import dev.millrace.models.graph.OnnxGraph;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.models.runtime.Tensor;
import dev.millrace.schemas.task.BundleManifest;
import dev.millrace.schemas.task.BundleManifest.SensorInput;
import dev.millrace.schemas.task.BundleManifest.TextInput;
import dev.millrace.schemas.task.Task;
import java.util.Map;
import java.util.OptionalInt;

/** Brings an event to the form its model takes. Thread-safe. */
interface Inputs extends AutoCloseable {

  /** Prepares one event. */
  Outcome<ModelInput> of(Question question);

  @Override
  default void close() {}

  /**
   * The way for a task: windows come ready with the sample, all else is prepared here.
   *
   * @param pictures closed with what is returned
   */
  static Inputs forTask(Task task, ModelBundle bundle, ClaimedPictures pictures) {
    BundleManifest manifest = bundle.manifest();
    if (manifest.input() instanceof SensorInput sensor) {
      int length = task.windowing().orElseThrow().length();
      return question -> window(question, sensor.name(), length);
    }
    byte[] tokenizer =
        bundle.has(BundleManifest.TOKENIZER) ? bundle.file(BundleManifest.TOKENIZER) : null;
    if (manifest.input() instanceof TextInput text) {
      OptionalInt length = fixedLength(bundle.graph(BundleManifest.MODEL), text);
      if (length.isPresent()) {
        return new Prepared(Preprocessors.padded(text, tokenizer, length.getAsInt()), pictures);
      }
    }
    return new Prepared(Preprocessors.of(manifest.input(), tokenizer), pictures);
  }

  /** Tokens of every text, where the model's file states their number. */
  private static OptionalInt fixedLength(OnnxGraph model, TextInput text) {
    return model.inputs().stream()
        .filter(spec -> spec.name().equals(text.ids()) && spec.ranked())
        .map(TensorSpec::shape)
        .filter(shape -> shape.length == 2 && shape[1] > 0)
        .mapToInt(shape -> Math.toIntExact(shape[1]))
        .findFirst();
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
  record Prepared(Preprocessor preprocessor, ClaimedPictures pictures) implements Inputs {
    @Override
    public Outcome<ModelInput> of(Question question) {
      return pictures.inline(question.facts().event()).then(preprocessor::prepare);
    }

    @Override
    public void close() {
      preprocessor.close();
      pictures.close();
    }
  }
}
