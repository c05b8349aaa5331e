package dev.millrace.ingest.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A post, or a line of one, that is not taken. An ordinary result, so without a stack trace.
 *
 * <p>Told to the sender as an object with {@code error}, {@code field}, {@code value} and {@code
 * remedy}.
 */
final class Refusal extends Exception {

  private static final long serialVersionUID = 1L;
  private static final int MOST_SHOWN = 200;

  private final int status;
  private final String field;
  private final String value;
  private final String remedy;

  /**
   * What is wrong.
   *
   * @param status HTTP status of the answer
   * @param field header, part of the path or field of the body
   * @param value what it holds
   */
  Refusal(int status, String error, String field, String value, String remedy) {
    super(error, null, false, false);
    this.status = status;
    this.field = field;
    this.value = value.length() > MOST_SHOWN ? value.substring(0, MOST_SHOWN) + "…" : value;
    this.remedy = remedy;
  }

  int status() {
    return status;
  }

  ObjectNode json() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("error", getMessage())
        .put("field", field)
        .put("value", value)
        .put("remedy", remedy);
  }
}
