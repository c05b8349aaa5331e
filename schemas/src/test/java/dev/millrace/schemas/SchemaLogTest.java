package dev.millrace.schemas;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** Records of the schemas topic that somebody else has written. */
final class SchemaLogTest {

  private static final String STRING = "\"string\"";

  private static void read(String key, String value) {
    SchemaLog.read(
        List.of(
            new ConsumerRecord<>(
                "schemas",
                0,
                7L,
                key.getBytes(StandardCharsets.UTF_8),
                value.getBytes(StandardCharsets.UTF_8))));
  }

  @Test
  void keyThatIsNotTheFingerprintIsRefused() {
    read("8f014872634503c7", STRING);
    assertThatThrownBy(() -> read("0000000000000001", STRING))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("schemas-0@7: key 0000000000000001 should be the fingerprint 8f014872634503c7");
  }

  @Test
  void valueThatIsNoSchemaIsRefused() {
    assertThatThrownBy(() -> read("8f014872634503c7", "{\"type\": \"nonsense\"}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("schemas-0@7: no Avro schema: ");
  }

  @Test
  void tombstoneIsRefused() {
    assertThatThrownBy(
            () ->
                SchemaLog.read(
                    List.of(new ConsumerRecord<byte[], byte[]>("schemas", 0, 7L, null, null))))
        .hasMessage("schemas-0@7: a schema needs a key and a value");
  }
}
