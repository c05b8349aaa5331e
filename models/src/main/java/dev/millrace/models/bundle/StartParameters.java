package dev.millrace.models.bundle;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.millrace.models.graph.Constants;
import dev.millrace.models.graph.GraphBuilder;
import dev.millrace.models.graph.ModelRejected;
import dev.millrace.models.graph.OnnxGraph;
import dev.millrace.models.runtime.ParameterLayout;
import dev.millrace.models.runtime.ParameterPatch;
import dev.millrace.models.runtime.ShapeMismatch;
import dev.millrace.models.runtime.VersionZero;
import dev.millrace.schemas.task.BundleManifest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a head starts from, as a file of its bundle: an ONNX graph of initializers alone, so that
 * any tool can read it and version 0 is still a function of task and bundle.
 */
final class StartParameters {

  private StartParameters() {}

  /** Bytes of the file. */
  static byte[] write(ParameterPatch patch) {
    GraphBuilder graph = GraphBuilder.named("parameters");
    for (TensorProto tensor : patch.toInitializers()) {
      // A file without outputs is no model to other tools.
      graph.initializer(tensor).output(Constants.spec(tensor));
    }
    return graph.build().toBytes();
  }

  /**
   * The parameters in a bundle; empty where it has no such file.
   *
   * @throws ModelRejected where they are those of another head
   */
  static Optional<ParameterPatch> read(ModelBundle bundle, ParameterLayout layout) {
    if (!bundle.has(BundleManifest.PARAMETERS)) {
      return Optional.empty();
    }
    OnnxGraph graph = bundle.graph(BundleManifest.PARAMETERS);
    String where =
        "bundle '%s', file '%s'".formatted(bundle.manifest().name(), BundleManifest.PARAMETERS);
    Map<String, String> found = new HashMap<>();
    Map<String, String> wanted = new HashMap<>();
    List<TensorProto> tensors = new ArrayList<>(graph.initializers().values());
    tensors.forEach(t -> found.put(t.getName(), t.getDimsList().toString()));
    layout.slots().forEach(slot -> wanted.put(slot.name(), slot.shape().toString()));
    if (!found.equals(wanted)) {
      throw new ModelRejected(
          "it holds the parameters %s, the task's head has %s".formatted(found, wanted),
          where,
          "use the head and the classes of the task that it was fitted for, or fit it anew");
    }
    try {
      return Optional.of(VersionZero.fromFile(layout, tensors));
    } catch (ShapeMismatch e) {
      throw new ModelRejected(String.valueOf(e.getMessage()), where, "fit the head anew", e);
    }
  }
}
