package dev.millrace.models.bundle;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.millrace.models.graph.Constants;
import dev.millrace.models.graph.GraphJoin;
import dev.millrace.models.graph.HeadGraph;
import dev.millrace.models.graph.Heads;
import dev.millrace.models.graph.OnnxGraph;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.models.runtime.ParameterLayout;
import dev.millrace.models.runtime.ParameterPatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A model that learns, in its two parts. A pure function of task and bundle.
 *
 * @param backbone the frozen part: the bundle's inputs to {@link #features}
 * @param head the part that learns
 * @param versionZero its parameters before anything was learned
 * @param bundleDigest digest of the bundle it comes from
 * @param targets where offset and factor of a regression come from
 */
public record LearningModel(
    OnnxGraph backbone,
    HeadGraph head,
    ParameterPatch versionZero,
    String bundleDigest,
    Targets targets) {

  /** Where offset and factor of a predicted value come from. */
  public enum Targets {
    /** From the running scaling of the source; they stay inputs of an exported model. */
    SCALED_BY_SOURCE,
    /** Values are learned as they are: offset 0, factor 1. */
    PLAIN
  }

  public ParameterLayout layout() {
    return versionZero.layout();
  }

  /** What the backbone gives and the head takes, in head input order. */
  public List<TensorSpec> features() {
    return head.features();
  }

  /** The output that is served: {@code probabilities} or {@code values}. */
  public String score() {
    return head.score();
  }

  /**
   * One standard ONNX model with the parameters inside: from the bundle's inputs to {@code
   * probabilities} (and {@code logits}) or {@code values}. Where values are scaled by their source,
   * {@code offset} and {@code factor} {@code [n, 1]} are inputs too.
   */
  public OnnxGraph export(ParameterPatch patch) {
    List<TensorProto> values = new ArrayList<>(patch.toInitializers());
    if (head.scaled() && targets == Targets.PLAIN) {
      values.add(Constants.float32(Heads.OFFSET, new float[] {0}, 1, 1));
      values.add(Constants.float32(Heads.FACTOR, new float[] {1}, 1, 1));
    }
    Map<String, String> notes =
        Map.of("millrace.bundle", bundleDigest, "millrace.parameters", patch.hash());
    return GraphJoin.join(backbone, head.graph(), values, new TreeMap<>(notes));
  }

  /** Bytes of {@link #export}, to be written as an {@code .onnx} file. */
  public byte[] exportModel(ParameterPatch patch) {
    return export(patch).toBytes();
  }
}
