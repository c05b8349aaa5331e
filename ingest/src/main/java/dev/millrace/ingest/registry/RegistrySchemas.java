package dev.millrace.ingest.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Schemas of a Schema Registry, by the HTTP interface that Confluent's has made common: {@code GET
 * /schemas/ids/{id}} and, for what a schema needs, {@code GET
 * /subjects/{subject}/versions/{version}}. Protobuf schemas are asked for as descriptors ({@code
 * format=serialized}), so that nobody has to parse their text.
 */
public final class RegistrySchemas implements Schemas {

  /** Asks for a Protobuf schema as a descriptor. */
  static final String AS_DESCRIPTOR = "?format=serialized";

  /** More files than this are no schema. */
  private static final int MOST_REFERENCES = 256;

  private final RegistryClient client;
  private final Form form;

  private RegistrySchemas(RegistryClient client, Form form) {
    this.client = client;
    this.form = form;
  }

  /**
   * Asks the registry whether it is there.
   *
   * @param authorization value of that header; null sends none
   * @throws RegistryUnreachable if it does not answer, or refuses
   */
  public static RegistrySchemas open(String url, @Nullable String authorization, Form form)
      throws RegistryUnreachable {
    RegistryClient client = new RegistryClient(url, authorization);
    try {
      client.get("/schemas/types");
    } catch (UnknownSchema e) {
      // Older registries answer, but not to this.
    }
    return new RegistrySchemas(client, form);
  }

  @Override
  public List<SchemaFile> byId(int id) throws UnknownSchema, RegistryUnreachable {
    if (id < 0) {
      throw new UnknownSchema("no schema has the number " + id);
    }
    JsonNode schema = client.get("/schemas/ids/" + id + format());
    String type = schema.path("schemaType").asText(Form.AVRO.name());
    if (!type.equals(form.name())) {
      throw new UnknownSchema("schema " + id + " is of type " + type + ", not " + form);
    }
    List<SchemaFile> all = new ArrayList<>();
    addNeeded(schema, all, new LinkedHashSet<>());
    all.add(new SchemaFile("", bytes(schema)));
    return all;
  }

  private void addNeeded(JsonNode schema, List<SchemaFile> all, Set<String> seen)
      throws UnknownSchema, RegistryUnreachable {
    for (JsonNode reference : schema.path("references")) {
      String subject = reference.path("subject").asText();
      int version = reference.path("version").asInt();
      String path =
          "/subjects/"
              + URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20")
              + "/versions/"
              + version
              + format();
      if (!seen.add(path)) {
        continue;
      }
      if (seen.size() > MOST_REFERENCES) {
        throw new UnknownSchema("the schema needs more than " + MOST_REFERENCES + " others");
      }
      JsonNode needed = client.get(path);
      addNeeded(needed, all, seen);
      all.add(new SchemaFile(reference.path("name").asText(), bytes(needed)));
    }
  }

  private String format() {
    return form == Form.PROTOBUF ? AS_DESCRIPTOR : "";
  }

  private byte[] bytes(JsonNode schema) throws UnknownSchema {
    String text = schema.path("schema").asText();
    if (form == Form.AVRO) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new UnknownSchema(
          "the registry gives Protobuf schemas as text, not as descriptors (format=serialized);"
              + " update it, or put descriptor sets into a folder (schemas.folder)");
    }
  }
}
