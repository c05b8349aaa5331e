package dev.millrace.trainer.autodiff;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a row sees that writes a node in another form: the node, and where the operators go that
 * take its place. Whatever they are, the node's results must keep their names.
 */
final class Forward extends AtNode {

  private final Map<String, String> saved = new LinkedHashMap<>();

  Forward(NodeProto node, HeadValues values, NodeWriter write) {
    super(node, values, write);
  }

  /** Appends an operator that gives the node's results, under their names. */
  void results(String type, List<String> inputs, AttributeProto... attributes) {
    write().named(type, inputs, node().getOutputList(), attributes);
  }

  /** Appends the node with other inputs and without some of its attributes. */
  void same(List<String> inputs, String... withoutAttributes) {
    NodeProto.Builder copy = node().toBuilder().clearInput().clearAttribute().addAllInput(inputs);
    node().getAttributeList().stream()
        .filter(a -> Stream.of(withoutAttributes).noneMatch(a.getName()::equals))
        .forEach(copy::addAttribute);
    write().node(copy.build());
  }

  /** Appends the node with its inputs and attributes, and one more attribute. */
  void with(AttributeProto attribute) {
    write().node(node().toBuilder().addAttribute(attribute).build());
  }

  /**
   * Appends the node as it is, but with so many results: those that it leaves out get names.
   *
   * @return names of the results
   */
  List<String> withResults(int count) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean named = i < node().getOutputCount() && !output(i).isEmpty();
      names.add(named ? output(i) : write().fresh(node().getOpType()));
    }
    write().node(node().toBuilder().clearOutput().addAllOutput(names).build());
    return List.copyOf(names);
  }

  /** Keeps a value for the gradient rule, which asks for it by {@link Backward#saved}. */
  void save(String what, String value) {
    saved.put(what, value);
  }

  /** What was kept. */
  Map<String, String> saved() {
    return saved;
  }
}
