package dev.millrace.ingest.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.ingest.source.SourceItem;
import dev.millrace.schemas.RawHeaders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** A record of a raw topic as JSON: key and value in base64, headers as text. */
public final class RawEnvelope {

  private static final ObjectMapper JSON = new ObjectMapper();

  private RawEnvelope() {}

  /** The record as it lay in its topic. */
  public static byte[] write(ConsumerRecord<byte[], byte[]> record) throws IOException {
    ObjectNode node = JSON.createObjectNode();
    node.put("key", record.key());
    ObjectNode headers = node.putObject("headers");
    for (Header header : record.headers()) {
      headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
    }
    node.put("value", record.value());
    return JSON.writeValueAsBytes(node);
  }

  /**
   * The record again.
   *
   * @param shift microseconds by which a stated event time is moved
   */
  static SourceItem read(JsonNode node, long shift) throws IOException {
    Map<String, String> headers = new TreeMap<>();
    node.required("headers")
        .fields()
        .forEachRemaining(entry -> headers.put(entry.getKey(), entry.getValue().asText()));
    String time = headers.get(RawHeaders.EVENT_TIME);
    if (shift != 0 && time != null && time.matches("-?\\d{1,18}")) {
      long shifted = Long.parseLong(time) + shift;
      headers.put(RawHeaders.EVENT_TIME, Long.toString(shifted));
      headers.computeIfPresent(
          RawHeaders.EVENT_ID, (name, id) -> RecordedRecords.id(id, "raw", shifted, shift));
    }
    byte[] value = node.required("value").binaryValue();
    return new SourceItem.Raw(
        node.path("key").binaryValue(), headers, value == null ? new byte[0] : value);
  }
}
