package dev.millrace.ingest.message;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** Writes the channels of a sensor reading. */
final class ReadingJson {

  private static final JsonFactory JSON = new JsonFactory();

  private ReadingJson() {}

  /** NaN and infinities become null: JSON has none, and a sensor means "no value" by them. */
  static byte[] encode(Map<String, Double> channels) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeObjectFieldStart("channels");
      for (Map.Entry<String, Double> channel : channels.entrySet()) {
        json.writeFieldName(channel.getKey());
        if (Double.isFinite(channel.getValue())) {
          json.writeNumber(channel.getValue());
        } else {
          json.writeNull();
        }
      }
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // an array takes all
    }
    return bytes.toByteArray();
  }
}
