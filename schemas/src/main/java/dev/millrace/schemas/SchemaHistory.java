package dev.millrace.schemas;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/**
 * Schemas of earlier releases, so that what they wrote stays readable. {@code history/index} names
 * one self-contained {@code .avsc} file a line; empty lines and lines that start with {@code #} are
 * passed over.
 */
final class SchemaHistory {

  private SchemaHistory() {}

  static List<Schema> released() {
    List<Schema> schemas = new ArrayList<>();
    try (BufferedReader index =
        new BufferedReader(new InputStreamReader(open("index"), StandardCharsets.UTF_8))) {
      for (String line = index.readLine(); line != null; line = index.readLine()) {
        if (!line.isBlank() && !line.startsWith("#")) {
          try (InputStream file = open(line.strip())) {
            schemas.add(new Schema.Parser().parse(file));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return schemas;
  }

  private static InputStream open(String name) {
    InputStream in =
        SchemaHistory.class.getResourceAsStream("/dev/millrace/schemas/history/" + name);
    if (in == null) {
      throw new IllegalStateException("history/" + name + " is missing from the schemas jar");
    }
    return in;
  }
}
