package dev.millrace.models.bundle;

import dev.millrace.models.graph.Attributes;
import dev.millrace.models.graph.GraphBuilder;
import dev.millrace.models.graph.ModelRejected;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.schemas.task.BundleManifest;
import dev.millrace.schemas.task.BundleManifest.SensorInput;
import dev.millrace.schemas.task.Task;
import dev.millrace.schemas.task.WindowSpec;
import java.util.List;
import java.util.Map;

/**
 * {@code sensor-window}: {@code window [n, length, channels]} laid out flat as {@code features [n,
 * length × channels]}, for a head that learns it all. Made to the measure of the task's window.
 */
final class SensorWindow {

  static final String WINDOW = "window";
  static final String FEATURES = "features";

  private SensorWindow() {}

  static ModelBundle bundle(Task task) {
    WindowSpec window =
        task.windowing()
            .orElseThrow(() -> lacks(task, "a window", "write window: {length: readings}"));
    List<String> channels =
        window.channels().isEmpty() ? task.feed().columns().channels() : window.channels();
    if (channels.isEmpty()) {
      throw lacks(task, "channels", "name them in window.channels or in the feed's columns");
    }
    int length = window.length();
    byte[] onnx =
        GraphBuilder.named("sensor-window")
            .input(TensorSpec.float32(WINDOW, TensorSpec.DYNAMIC, length, channels.size()))
            .output(
                TensorSpec.float32(
                    FEATURES, TensorSpec.DYNAMIC, Math.multiplyExact(length, channels.size())))
            .node("Flatten", List.of(WINDOW), List.of(FEATURES), Attributes.integer("axis", 1))
            .build()
            .toBytes();
    return BuiltInBundles.bundle(
        "sensor-window",
        Map.of(BundleManifest.MODEL, onnx),
        new SensorInput(WINDOW, true),
        List.of(FEATURES),
        BuiltInBundles.Batching.ROWS_APART);
  }

  private static ModelRejected lacks(Task task, String what, String remedy) {
    return new ModelRejected(
        "the task has no " + what.replaceFirst("^a ", ""),
        "bundle 'sensor-window' of task '" + task.name() + "'",
        remedy);
  }
}
