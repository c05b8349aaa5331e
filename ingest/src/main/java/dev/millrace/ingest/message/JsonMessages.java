package dev.millrace.ingest.message;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.ingest.message.Value.Group;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads messages that are JSON objects; a schema is not needed. */
final class JsonMessages implements MessageDecoder {

  /** A picture in base 64 is one text. */
  private static final int TEXT_CHARS = 128 << 20;

  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder()
                      .maxNestingDepth(Budget.DEPTH)
                      .maxStringLength(TEXT_CHARS)
                      .build())
              .build());

  @Override
  public Group decode(ByteBuffer payload) throws UnreadableMessage {
    byte[] bytes = new byte[payload.remaining()];
    payload.duplicate().get(bytes);
    JsonNode tree;
    try {
      tree = JSON.readTree(bytes);
    } catch (IOException e) {
      throw new UnreadableMessage("no sound JSON: " + e.getMessage(), e);
    }
    if (tree == null || !tree.isObject()) {
      throw new UnreadableMessage("the message is no JSON object");
    }
    return group(tree, new Budget());
  }

  private static Group group(JsonNode tree, Budget budget) throws UnreadableMessage {
    Map<String, Value> values = new LinkedHashMap<>();
    for (Iterator<Map.Entry<String, JsonNode>> each = tree.fields(); each.hasNext(); ) {
      Map.Entry<String, JsonNode> field = each.next();
      if (!field.getValue().isNull()) {
        values.put(field.getKey(), value(field.getValue(), budget));
      }
    }
    return new Group(values);
  }

  private static Value value(JsonNode node, Budget budget) throws UnreadableMessage {
    budget.take(1);
    if (node.isObject()) {
      return group(node, budget);
    }
    if (node.isArray()) {
      return array(node, budget);
    }
    if (node.isBoolean()) {
      return new Value.Num(node.booleanValue() ? 1L : 0L);
    }
    return node.isNumber() ? new Value.Num(number(node)) : new Value.Text(node.asText());
  }

  private static Value array(JsonNode node, Budget budget) throws UnreadableMessage {
    boolean numbers = true;
    for (JsonNode each : node) {
      numbers &= each.isNumber();
    }
    if (numbers) {
      return new Value.Series(node.size(), i -> number(node.get(i)), null);
    }
    List<Value> values = new ArrayList<>();
    for (JsonNode each : node) {
      values.add(value(each, budget));
    }
    return new Value.Items(values);
  }

  private static Number number(JsonNode node) {
    if (node.isIntegralNumber()) {
      return node.canConvertToLong() ? (Number) node.longValue() : node.bigIntegerValue();
    }
    return node.doubleValue();
  }
}
