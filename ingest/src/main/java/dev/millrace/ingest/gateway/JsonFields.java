package dev.millrace.ingest.gateway;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.millrace.schemas.Topics;
import java.io.IOException;
import java.util.Arrays;

/**
 * One JSON object a record. The serializer of a Schema Registry puts a zero byte and a number of
 * four bytes in front, which the object can be read without.
 */
final class JsonFields implements FieldsReader {

  private static final int MOST_NESTING = 32;
  private static final int REGISTRY_BYTES = 5;

  private static final ObjectReader JSON =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MOST_NESTING)
                          .maxStringLength(Topics.MAX_RECORD_BYTES)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .readerFor(JsonNode.class);

  @Override
  public Fields read(byte[] value) throws UnreadableValue {
    byte[] json =
        value.length > REGISTRY_BYTES && value[0] == 0
            ? Arrays.copyOfRange(value, REGISTRY_BYTES, value.length)
            : value;
    try {
      JsonNode tree = JSON.readTree(json);
      if (tree == null || !tree.isObject()) {
        throw new UnreadableValue("no JSON object; see content");
      }
      return Fields.of(tree, json);
    } catch (JsonProcessingException e) {
      throw new UnreadableValue("no JSON: " + e.getOriginalMessage() + "; see content");
    } catch (IOException e) {
      throw new UnreadableValue("no JSON in UTF-8: " + e.getMessage() + "; see content");
    }
  }
}
