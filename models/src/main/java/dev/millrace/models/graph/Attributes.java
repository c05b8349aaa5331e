package dev.millrace.models.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.Optional;

/** Attributes of nodes: making and finding them. */
public final class Attributes {

  private Attributes() {}

  public static AttributeProto integer(String name, long value) {
    return of(name, AttributeProto.AttributeType.INT).setI(value).build();
  }

  public static AttributeProto integers(String name, long... values) {
    AttributeProto.Builder attribute = of(name, AttributeProto.AttributeType.INTS);
    Arrays.stream(values).forEach(attribute::addInts);
    return attribute.build();
  }

  public static AttributeProto real(String name, float value) {
    return of(name, AttributeProto.AttributeType.FLOAT).setF(value).build();
  }

  public static AttributeProto text(String name, String value) {
    return of(name, AttributeProto.AttributeType.STRING)
        .setS(ByteString.copyFromUtf8(value))
        .build();
  }

  public static AttributeProto tensor(String name, TensorProto value) {
    return of(name, AttributeProto.AttributeType.TENSOR).setT(value).build();
  }

  public static AttributeProto graph(String name, GraphProto value) {
    return of(name, AttributeProto.AttributeType.GRAPH).setG(value).build();
  }

  public static Optional<AttributeProto> find(NodeProto node, String name) {
    return node.getAttributeList().stream().filter(a -> a.getName().equals(name)).findFirst();
  }

  /** An integer attribute, or what holds where it isn't given. */
  public static long integer(NodeProto node, String name, long otherwise) {
    return find(node, name).map(AttributeProto::getI).orElse(otherwise);
  }

  /** A float32 attribute, or what holds where it isn't given. */
  public static float real(NodeProto node, String name, float otherwise) {
    return find(node, name).map(AttributeProto::getF).orElse(otherwise);
  }

  /** A text attribute, or what holds where it isn't given. */
  public static String text(NodeProto node, String name, String otherwise) {
    return find(node, name).map(a -> a.getS().toStringUtf8()).orElse(otherwise);
  }

  /** An attribute that is a list of integers, if it is given. */
  public static Optional<long[]> integers(NodeProto node, String name) {
    return find(node, name).map(a -> a.getIntsList().stream().mapToLong(Long::longValue).toArray());
  }

  private static AttributeProto.Builder of(String name, AttributeProto.AttributeType type) {
    return AttributeProto.newBuilder().setName(name).setType(type);
  }
}
