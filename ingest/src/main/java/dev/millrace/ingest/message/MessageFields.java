package dev.millrace.ingest.message;

import dev.millrace.ingest.message.Value.Group;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Typed reads of a message's fields, each with an error that names the field. */
record MessageFields(Group group) {

  private static final long NANOS = 1_000_000_000L;

  /** Names of the parts of a time in ROS 1 and 2, in protobuf and in JSON. */
  private static final List<String> SECONDS = List.of("sec", "secs", "seconds");

  private static final List<String> PARTS = List.of("nanosec", "nsec", "nsecs", "nanos");

  boolean has(String name) {
    return group.get(name) != null;
  }

  /** A whole number that fits an int. */
  int integer(String name) throws UnreadableMessage {
    Value value = group.get(name);
    if (value instanceof Value.Num num
        && num.number() instanceof Long whole
        && whole == whole.intValue()) {
      return whole.intValue();
    }
    throw new UnreadableMessage("field " + name + " is no whole number of 32 bits");
  }

  double real(String name) throws UnreadableMessage {
    if (group.get(name) instanceof Value.Num num) {
      return num.number().doubleValue();
    }
    throw new UnreadableMessage("field " + name + " is no number");
  }

  String text(String name) throws UnreadableMessage {
    if (group.get(name) instanceof Value.Text text) {
      return text.text();
    }
    throw new UnreadableMessage("field " + name + " is no text");
  }

  Value.Series series(String name) throws UnreadableMessage {
    if (group.get(name) instanceof Value.Series series) {
      return series;
    }
    throw new UnreadableMessage("field " + name + " is no array of numbers");
  }

  List<MessageFields> groups(String name) throws UnreadableMessage {
    Value value = group.get(name);
    List<MessageFields> all = new ArrayList<>();
    if (value instanceof Value.Items items) {
      for (Value each : items.values()) {
        if (each instanceof Group one) {
          all.add(new MessageFields(one));
        }
      }
    }
    if (all.isEmpty() && !(value instanceof Value.Series none && none.size() == 0)) {
      throw new UnreadableMessage("field " + name + " is no array of values with fields");
    }
    return all;
  }

  /** Bytes; in JSON they are a text in base 64. */
  ByteBuffer bytes(String name) throws UnreadableMessage {
    Value value = group.get(name);
    if (value instanceof Value.Series series && series.bytes() != null) {
      return series.bytes().duplicate().order(series.bytes().order());
    }
    if (value instanceof Value.Text text) {
      try {
        return ByteBuffer.wrap(Base64.getDecoder().decode(text.text()));
      } catch (IllegalArgumentException e) {
        throw new UnreadableMessage("field " + name + " is no base 64: " + e.getMessage(), e);
      }
    }
    throw new UnreadableMessage("field " + name + " holds no bytes");
  }

  /** Frame and the like: the texts of these names that are there and not empty. */
  Map<String, String> attributes(String... names) {
    Map<String, String> all = new LinkedHashMap<>();
    for (String name : names) {
      Value value = group.get(name);
      if (value == null && group.get("header") instanceof Group header) {
        value = header.get(name);
      }
      if (value instanceof Value.Text text && !text.text().isEmpty()) {
        all.put(name, text.text());
      } else if (value instanceof Value.Num num) {
        all.put(name, num.number().toString());
      }
    }
    return all;
  }

  /**
   * When the message says that it was measured, nanoseconds since 1970-01-01T00:00:00Z: {@code
   * header.stamp}, {@code stamp} or {@code timestamp}; empty where it does not say, or says 0.
   */
  OptionalLong stamp() {
    Value header = group.get("header") instanceof Group one ? one.get("stamp") : null;
    for (Value value : new Value[] {header, group.get("stamp"), group.get("timestamp")}) {
      Optional<Long> nanos = nanos(value);
      if (nanos.isPresent() && nanos.get() > 0) {
        return OptionalLong.of(nanos.get());
      }
    }
    return OptionalLong.empty();
  }

  /** Whether a value is a time of seconds and nanoseconds. */
  static boolean isTime(Value value) {
    return nanos(value).isPresent();
  }

  private static Optional<Long> nanos(@Nullable Value value) {
    if (!(value instanceof Group time) || time.fields().size() > 2) {
      return Optional.empty();
    }
    Long seconds = part(time, SECONDS);
    Long nanos = part(time, PARTS);
    // Protobuf leaves nothing out here, but JSON may leave out a part that is 0.
    if (seconds == null || Math.abs(seconds) > Long.MAX_VALUE / NANOS - 1) {
      return Optional.empty();
    }
    return Optional.of(seconds * NANOS + (nanos == null ? 0 : nanos));
  }

  private static @Nullable Long part(Group time, List<String> names) {
    for (String name : names) {
      if (time.get(name) instanceof Value.Num num && num.number() instanceof Long whole) {
        return whole;
      }
    }
    return null;
  }
}
