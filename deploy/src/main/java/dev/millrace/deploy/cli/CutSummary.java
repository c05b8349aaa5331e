package dev.millrace.deploy.cli;

import dev.millrace.models.graph.Constants;
import dev.millrace.models.graph.GraphCut;
import dev.millrace.models.graph.GraphCut.Cut;
import dev.millrace.models.graph.GraphSummary;
import dev.millrace.models.graph.ModelRejected;
import dev.millrace.models.graph.OnnxGraph;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.models.runtime.ParameterLayout;
import dev.millrace.models.runtime.ParameterPatch;
import dev.millrace.models.runtime.RunFailed;
import dev.millrace.models.runtime.ShapeInference;
import dev.millrace.models.runtime.ShapeMismatch;
import dev.millrace.models.runtime.VersionZero;
import dev.millrace.trainer.autodiff.Trainability;
import java.util.List;
import java.util.Optional;

/**
 * Where a model is cut for trainable parameters, and what of it is trained.
 *
 * @param parameters glob over initializers
 * @param features what the backbone hands to the head, with shapes as far as they can be known
 * @param head the head's nodes, operators and so on
 * @param trained the parameters, sorted by name
 * @param numbers how many numbers are trained
 * @param patchBytes bytes of the parameters in a published version
 * @param obstacle why the head can't be trained; empty where it can
 */
record CutSummary(
    String parameters,
    List<TensorSpec> features,
    GraphSummary head,
    List<TensorSpec> trained,
    long numbers,
    long patchBytes,
    Optional<String> obstacle) {

  CutSummary {
    features = List.copyOf(features);
    trained = List.copyOf(trained);
  }

  /**
   * Cuts and tries to train.
   *
   * @throws ModelRejected where no parameter matches the glob
   */
  static CutSummary of(OnnxGraph graph, String parameters, Trainability trainability) {
    Cut cut = GraphCut.cut(graph, parameters);
    List<TensorSpec> trained = cut.parameters().stream().map(Constants::spec).toList();
    ParameterLayout layout = ParameterLayout.of(trained);
    ParameterPatch patch = VersionZero.fromFile(layout, cut.parameters());
    return new CutSummary(
        parameters,
        features(cut),
        GraphSummary.of(cut.head()),
        trained,
        layout.size(),
        patch.publishedBytes(),
        trainability.obstacle(parameters));
  }

  /** As the file states them, where ONNX Runtime can't tell. */
  private static List<TensorSpec> features(Cut cut) {
    try {
      return ShapeInference.outputs(cut.backbone());
    } catch (ModelRejected | RunFailed | ShapeMismatch e) {
      return cut.features();
    }
  }
}
