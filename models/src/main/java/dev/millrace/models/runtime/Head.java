package dev.millrace.models.runtime;

import dev.millrace.models.graph.HeadGraph;
import java.util.Collection;
import java.util.Map;

/**
 * A head in ONNX Runtime, with its parameters as inputs: one session for all versions. Runs may
 * overlap, also with different versions.
 *
 * <p>Last bits of a score depend on how many rows a run has: ONNX Runtime multiplies one row with
 * another kernel than many. Where bits matter (a replay that must give equal predictions), run row
 * by row; for a head that costs microseconds.
 */
public final class Head implements AutoCloseable {

  private final OrtModel model;
  private final HeadGraph graph;
  private final ParameterLayout layout;
  private final PatchBlocks blocks;

  private Head(OrtModel model, HeadGraph graph) {
    this.model = model;
    this.graph = graph;
    this.layout = ParameterLayout.of(graph.parameters());
    this.blocks = new PatchBlocks(layout);
  }

  public static Head load(HeadGraph graph, SessionSettings settings) {
    return new Head(OrtModel.load(graph.graph(), settings), graph);
  }

  public HeadGraph graph() {
    return graph;
  }

  public ParameterLayout layout() {
    return layout;
  }

  /**
   * Brings a version off-heap; the caller closes it.
   *
   * @throws ShapeMismatch where the patch is for other parameters
   */
  public LoadedPatch load(ParameterPatch patch) {
    if (!patch.layout().equals(layout)) {
      throw new ShapeMismatch(
          "the patch is for parameters %s, the head has %s".formatted(patch.layout(), layout));
    }
    return new LoadedPatch(patch, blocks);
  }

  /**
   * Runs a version.
   *
   * @param features features by name, and offset and factor where the head is scaled
   * @param wanted names of the outputs to give back
   */
  public Map<String, Tensor> run(
      Map<String, Tensor> features, LoadedPatch version, Collection<String> wanted) {
    var held = version.acquire();
    try {
      return model.run(features, held, wanted);
    } finally {
      version.release();
    }
  }

  /** Runs a patch once; for more than one run, {@link #load} it. */
  public Map<String, Tensor> run(
      Map<String, Tensor> features, ParameterPatch patch, Collection<String> wanted) {
    try (LoadedPatch version = load(patch)) {
      return run(features, version, wanted);
    }
  }

  @Override
  public void close() {
    model.close();
  }
}
