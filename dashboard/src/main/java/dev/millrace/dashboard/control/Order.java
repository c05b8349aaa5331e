package dev.millrace.dashboard.control;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.dashboard.json.Json;
import dev.millrace.dashboard.query.Refused;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a person asks for.
 *
 * @param action one of {@link #ACTIONS}
 * @param person who asks
 * @param body fields of the request
 */
public record Order(String action, String person, JsonNode body) {

  /** The actions that there are. */
  public static final Set<String> ACTIONS =
      Set.of("promote", "rollback", "unpin", "pause", "resume", "replay");

  private static final int LONGEST_TEXT = 1_000;
  private static final int LONGEST_PERSON = 100;

  /**
   * Reads a request.
   *
   * @param address where it came from
   * @throws Refused if the body is no object, or the action is unknown
   */
  public static Order of(String action, JsonNode body, String address) {
    if (!ACTIONS.contains(action)) {
      throw Refused.notFound(
          "there is no action '" + action + "'; use one of " + new TreeSet<>(ACTIONS));
    }
    if (!body.isObject()) {
      throw Refused.badRequest("the body must be a JSON object, for example {\"task\": \"sms\"}");
    }
    String name = body.path("person").asText("").strip();
    String who = name.isEmpty() ? "dashboard" : Json.cut(name, LONGEST_PERSON);
    return new Order(action, who + " from " + address, body);
  }

  /**
   * A text that must be there.
   *
   * @throws Refused if it is not
   */
  String text(String field) {
    String text = textOrNull(field);
    if (text == null) {
      throw Refused.badRequest("field '" + field + "' is missing; " + action + " needs it");
    }
    return text;
  }

  @Nullable String textOrNull(String field) {
    JsonNode node = body.path(field);
    return node.isTextual() && !node.asText().isBlank()
        ? Json.cut(node.asText(), LONGEST_TEXT)
        : null;
  }

  String reasonOr(String otherwise) {
    String reason = textOrNull("reason");
    return reason == null ? otherwise : reason;
  }

  boolean has(String field) {
    return body.hasNonNull(field);
  }

  /**
   * A number that must be there, 0 or more.
   *
   * @throws Refused if it is not
   */
  long number(String field) {
    JsonNode node = body.path(field);
    if (!node.isIntegralNumber() || !node.canConvertToLong() || node.asLong() < 0) {
      throw Refused.badRequest(
          "field '" + field + "' is " + node + " but must be a whole number, 0 or more");
    }
    return node.asLong();
  }

  /** The fields for the audit, but not the task, which stands for itself. */
  Map<String, String> arguments() {
    Map<String, String> arguments = new TreeMap<>();
    body.fields()
        .forEachRemaining(
            field -> {
              if (!field.getKey().equals("task") && arguments.size() < 16) {
                arguments.put(
                    Json.cut(field.getKey(), LONGEST_PERSON),
                    Json.cut(field.getValue().asText(field.getValue().toString()), LONGEST_TEXT));
              }
            });
    return arguments;
  }
}
