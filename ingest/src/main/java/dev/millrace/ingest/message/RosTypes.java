package dev.millrace.ingest.message;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Types by definitions in the {@code .msg} language of ROS 1 and ROS 2, as recordings hold them:
 * the type itself, then each type it needs behind a line of {@code =} and a line {@code MSG: name}.
 */
final class RosTypes {

  private static final Pattern TYPE =
      Pattern.compile("([A-Za-z0-9_/]+)(<=\\d+)?(\\[(?:<=)?\\d*\\])?");
  private static final Pattern RULE = Pattern.compile("={3,}\\s*");
  private static final String NAMED = "MSG:";

  private final RosPrimitive signOfByte;
  private final Map<String, List<RosField>> types = new HashMap<>();

  private RosTypes(RosPrimitive signOfByte) {
    this.signOfByte = signOfByte;
  }

  /**
   * Parses a definition.
   *
   * @param root name of the first type
   * @param signOfByte what {@code byte} is
   */
  static RosTypes parse(String root, String definition, RosPrimitive signOfByte)
      throws UnreadableMessage {
    RosTypes types = new RosTypes(signOfByte);
    String name = plain(root);
    List<RosField> fields = new ArrayList<>();
    for (String line : definition.lines().toList()) {
      String text = line.strip();
      if (RULE.matcher(text).matches()) {
        continue;
      }
      if (text.startsWith(NAMED)) {
        types.types.putIfAbsent(name, List.copyOf(fields));
        name = plain(text.substring(NAMED.length()).strip());
        fields = new ArrayList<>();
      } else {
        RosField field = types.field(text);
        if (field != null) {
          fields.add(field);
        }
      }
    }
    types.types.putIfAbsent(name, List.copyOf(fields));
    return types;
  }

  /** {@code pkg/msg/Type} of ROS 2 as {@code pkg/Type}. */
  static String plain(String name) {
    return name.replace("/msg/", "/").replace("/srv/", "/").replace("/action/", "/");
  }

  private @Nullable RosField field(String line) throws UnreadableMessage {
    String text = line.split("#", 2)[0].strip();
    String[] parts = text.split("\\s+", 2);
    if (parts.length < 2) {
      if (text.isEmpty()) {
        return null;
      }
      throw new UnreadableMessage("its definition has the line '" + text + "' without a name");
    }
    String rest = parts[1];
    String name = rest.split("[\\s=]", 2)[0];
    // NAME = value is a constant; a value without '=' is a default.
    if (rest.substring(name.length()).strip().startsWith("=")) {
      return null;
    }
    Matcher type = TYPE.matcher(parts[0]);
    if (!type.matches()) {
      throw new UnreadableMessage("its definition has the type '" + parts[0] + "'");
    }
    String base = type.group(1);
    String array = type.group(3);
    RosPrimitive primitive = RosPrimitive.of(base, signOfByte);
    if (array == null) {
      return new RosField(name, base, primitive, RosField.Arity.ONE, 1);
    }
    String count = array.substring(1, array.length() - 1);
    if (count.isEmpty() || count.startsWith("<=")) {
      return new RosField(name, base, primitive, RosField.Arity.COUNTED, 0);
    }
    return new RosField(name, base, primitive, RosField.Arity.FIXED, number(count));
  }

  private static int number(String count) throws UnreadableMessage {
    try {
      return Integer.parseInt(count);
    } catch (NumberFormatException e) {
      throw new UnreadableMessage("its definition has an array of " + count + " values", e);
    }
  }

  /** The fields of a type that is named within another. */
  List<RosField> fields(String name, String within) throws UnreadableMessage {
    List<RosField> found = find(name, within);
    if (found == null) {
      throw new UnreadableMessage("its definition lacks the type '" + name + "'");
    }
    return found;
  }

  /** The full name of a type that is named within another; the name itself if it is unknown. */
  String resolve(String name, String within) {
    String plain = plain(name);
    if (plain.equals("Header")) {
      return "std_msgs/Header";
    }
    int slash = within.lastIndexOf('/');
    return plain.contains("/") || slash < 0 ? plain : within.substring(0, slash + 1) + plain;
  }

  private @Nullable List<RosField> find(String name, String within) {
    return types.get(resolve(name, within));
  }

  boolean has(String name) {
    return types.containsKey(plain(name));
  }
}
