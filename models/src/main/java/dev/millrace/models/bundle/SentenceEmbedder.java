package dev.millrace.models.bundle;

import ai.onnx.proto.OnnxMl.AttributeProto;
import dev.millrace.models.graph.Attributes;
import dev.millrace.models.graph.ElementType;
import dev.millrace.models.graph.GraphBuilder;
import dev.millrace.models.graph.ModelLimits;
import dev.millrace.models.graph.OnnxGraph;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.schemas.task.BundleManifest;
import dev.millrace.schemas.task.BundleManifest.TextInput;
import java.util.List;
import java.util.Map;

/**
 * {@code minilm-l6-v2-int8}: all-MiniLM-L6-v2 (Wang et al. 2020, tuned by the sentence-transformers
 * project), dynamically quantised, from token ids to a unit vector.
 */
final class SentenceEmbedder {

  static final String EMBEDDING = "embedding";

  private static final String HIDDEN = "last_hidden_state";
  private static final String MASK = "attention_mask";
  private static final int WIDTH = 384;

  /**
   * The length its authors set: it was tuned on shorter texts, though it has 512 positions. (The
   * tokenizer file says 128, and pads to that; callers set both themselves.)
   */
  private static final int MAX_TOKENS = 256;

  private SentenceEmbedder() {}

  static ModelBundle bundle() {
    byte[] onnx = BuiltInBundles.resource("/all-minilm-l6-v2-q.onnx");
    return BuiltInBundles.bundle(
        "minilm-l6-v2-int8",
        Map.of(
            BundleManifest.MODEL,
            pooled(OnnxGraph.read(onnx, ModelLimits.DEFAULT)).toBytes(),
            BundleManifest.TOKENIZER,
            BuiltInBundles.resource("/all-minilm-l6-v2-q-tokenizer.json")),
        new TextInput("input_ids", MASK, "token_type_ids", MAX_TOKENS),
        List.of(EMBEDDING),
        // Dynamic int8 takes one scale for a whole batch, so a text's bits depend on its mates.
        BuiltInBundles.Batching.SINGLE);
  }

  /**
   * Mean of the token vectors that the mask keeps, brought to length 1, as nodes behind the model:
   * {@code [n, tokens, 384]} to {@code [n, 384]}. The file's operator set is 11, where axes are
   * attributes.
   */
  private static OnnxGraph pooled(OnnxGraph model) {
    return GraphBuilder.from(model)
        .withoutOutputs()
        .initializer("pool.least_tokens", new float[] {1}, 1)
        .initializer("pool.least_length", new float[] {1e-12f}, 1)
        .node(
            "Cast",
            List.of(MASK),
            List.of("pool.mask"),
            Attributes.integer("to", ElementType.FLOAT32.code()))
        .node(
            "Unsqueeze",
            List.of("pool.mask"),
            List.of("pool.column"),
            Attributes.integers("axes", 2))
        .node("Mul", List.of(HIDDEN, "pool.column"), List.of("pool.kept"))
        .node("ReduceSum", List.of("pool.kept"), List.of("pool.sum"), axis(1), keep(0))
        .node("ReduceSum", List.of("pool.mask"), List.of("pool.tokens"), axis(1), keep(1))
        .node("Max", List.of("pool.tokens", "pool.least_tokens"), List.of("pool.count"))
        .node("Div", List.of("pool.sum", "pool.count"), List.of("pool.mean"))
        .node("ReduceL2", List.of("pool.mean"), List.of("pool.norm"), axis(1), keep(1))
        .node("Max", List.of("pool.norm", "pool.least_length"), List.of("pool.length"))
        .node("Div", List.of("pool.mean", "pool.length"), List.of(EMBEDDING))
        .output(TensorSpec.float32(EMBEDDING, TensorSpec.DYNAMIC, WIDTH))
        .build();
  }

  private static AttributeProto axis(int axis) {
    return Attributes.integers("axes", axis);
  }

  private static AttributeProto keep(int keep) {
    return Attributes.integer("keepdims", keep);
  }
}
