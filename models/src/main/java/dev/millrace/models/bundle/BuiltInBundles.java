package dev.millrace.models.bundle;

import dev.millrace.models.graph.ModelLimits;
import dev.millrace.models.graph.ModelRejected;
import dev.millrace.schemas.task.BundleManifest;
import dev.millrace.schemas.task.BundleManifest.FileRef;
import dev.millrace.schemas.task.BundleManifest.InputSpec;
import dev.millrace.schemas.task.BundleManifest.ReadingInput;
import dev.millrace.schemas.task.Task;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** Bundles that come with Millrace: one row each. Nothing is fetched when they are used. */
public final class BuiltInBundles {

  /** Role of a text detector. */
  public static final String DETECT = "detect";

  /** Role of a text reader. */
  public static final String READ = "read";

  /** Role of the reader's character list, one a line; classes 1, 2, … of its output. */
  public static final String CHARACTERS = "characters";

  private static final String APACHE = "Apache-2.0";

  private static final SortedMap<String, Function<Task, ModelBundle>> ROWS =
      new TreeMap<>(
          Map.of(
              "minilm-l6-v2-int8", task -> SentenceEmbedder.bundle(),
              "pp-ocr-v4", task -> textReader(),
              "sensor-window", SensorWindow::bundle));

  private BuiltInBundles() {}

  public static List<String> names() {
    return List.copyOf(ROWS.keySet());
  }

  /**
   * A bundle by name.
   *
   * @param task the task it is for: some are made to measure
   * @throws ModelRejected where there is none of that name
   */
  public static ModelBundle load(String name, Task task) {
    Function<Task, ModelBundle> row = ROWS.get(name);
    if (row == null) {
      throw new ModelRejected(
          "no bundle of that name comes with Millrace",
          "bundle '" + name + "' of task '" + task.name() + "'",
          "take one of %s, or a folder: {path: FOLDER}".formatted(ROWS.keySet()));
    }
    return row.apply(task);
  }

  /** PP-OCR's mobile models of version 4: better than 3 at the same speed by their authors. */
  private static ModelBundle textReader() {
    return bundle(
        "pp-ocr-v4",
        Map.of(
            DETECT, resource("/models/ch_PP-OCRv4_det_infer.onnx"),
            READ, resource("/models/ch_PP-OCRv4_rec_infer.onnx"),
            CHARACTERS, resource("/models/ppocr_keys_v1.txt")),
        new ReadingInput(),
        List.of(),
        Batching.SINGLE);
  }

  /** How inputs may be put together. */
  enum Batching {
    /** One at a time: bits depend on batch mates, or pictures differ in size. */
    SINGLE(false, 1),
    /** Any: a result is its own row's alone. 64, since the cost of a call is then spread thin. */
    ROWS_APART(true, 64);

    private final boolean invariant;
    private final int best;

    Batching(boolean invariant, int best) {
      this.invariant = invariant;
      this.best = best;
    }
  }

  static ModelBundle bundle(
      String name,
      Map<String, byte[]> files,
      InputSpec input,
      List<String> outputs,
      Batching batching) {
    Map<String, FileRef> refs = new TreeMap<>();
    files.keySet().forEach(role -> refs.put(role, new FileRef(role, null)));
    BundleManifest manifest =
        new BundleManifest(
            name, APACHE, refs, input, outputs, "", batching.invariant, batching.best);
    return ModelBundle.of(manifest, files, ModelLimits.DEFAULT);
  }

  static byte[] resource(String path) {
    try (InputStream in = BuiltInBundles.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new ModelRejected(
            "it isn't on the class path",
            "built-in model file " + path,
            "start Millrace with all jars of its distribution");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + path + " from the class path failed", e);
    }
  }
}
