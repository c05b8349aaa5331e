package dev.millrace.deploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.deploy.topic.RecordJson;
import dev.millrace.schemas.avro.ModelVersion;

/** A model version as JSON without the weights themselves, which nobody reads. */
final class VersionJson {

  private VersionJson() {}

  static ObjectNode of(ModelVersion version) {
    ObjectNode node = RecordJson.of(version);
    for (JsonNode parameter : node.withArray("parameters")) {
      ((ObjectNode) parameter).remove("data");
    }
    return node;
  }
}
