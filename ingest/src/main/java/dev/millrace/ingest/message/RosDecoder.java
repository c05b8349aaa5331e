package dev.millrace.ingest.message;

import dev.millrace.ingest.message.Value.Group;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads messages of ROS by the definition of their type. */
final class RosDecoder implements MessageDecoder {

  /** Opens the payload of a message. */
  interface Opener {
    Wire open(ByteBuffer payload) throws UnreadableMessage;
  }

  private final String root;
  private final RosTypes types;
  private final Opener opener;

  RosDecoder(String root, RosTypes types, Opener opener) {
    this.root = RosTypes.plain(root);
    this.types = types;
    this.opener = opener;
  }

  @Override
  public Group decode(ByteBuffer payload) throws UnreadableMessage {
    Wire wire = opener.open(payload);
    Group message = group(wire, root, root, new Budget(), 0);
    wire.checkEnd();
    return message;
  }

  private Group group(Wire wire, String name, String within, Budget budget, int depth)
      throws UnreadableMessage {
    Budget.checkDepth(depth);
    budget.take(1);
    List<RosField> fields = types.fields(name, within);
    String own = types.resolve(name, within);
    Map<String, Value> values = new LinkedHashMap<>();
    for (RosField field : fields) {
      values.put(field.name(), value(wire, field, own, budget, depth));
    }
    if (fields.isEmpty()) {
      wire.emptyType();
    }
    return new Group(values);
  }

  private Value value(Wire wire, RosField field, String within, Budget budget, int depth)
      throws UnreadableMessage {
    if (field.arity() == RosField.Arity.ONE) {
      return one(wire, field, within, budget, depth);
    }
    long count = field.arity() == RosField.Arity.FIXED ? field.count() : wire.count(field.name());
    if (field.primitive() != null) {
      budget.take(1);
      return wire.series(field.primitive(), count, field.name());
    }
    budget.take(count);
    List<Value> values = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      values.add(one(wire, field, within, budget, depth));
    }
    return new Value.Items(values);
  }

  private Value one(Wire wire, RosField field, String within, Budget budget, int depth)
      throws UnreadableMessage {
    budget.take(1);
    if (field.primitive() != null) {
      return new Value.Num(wire.one(field.primitive(), field.name()));
    }
    return switch (field.type()) {
      case "string" -> new Value.Text(wire.text(field.name()));
      case "time" -> time(wire, RosPrimitive.UINT32, field.name());
      case "duration" -> time(wire, RosPrimitive.INT32, field.name());
      case "wstring" -> new Value.Text(wire.wideText(field.name()));
      default -> group(wire, field.type(), within, budget, depth + 1);
    };
  }

  /** The built-in times of ROS 1; in ROS 2 they are types of their own. */
  private static Group time(Wire wire, RosPrimitive part, String field) throws UnreadableMessage {
    Map<String, Value> parts = new LinkedHashMap<>();
    parts.put("sec", new Value.Num(wire.one(part, field)));
    parts.put("nanosec", new Value.Num(wire.one(part, field)));
    return new Group(parts);
  }
}
