package dev.millrace.ingest.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.ingest.recording.MessageFilter;
import dev.millrace.ingest.recording.MessageReader;
import dev.millrace.ingest.recording.RecordedMessage;
import dev.millrace.ingest.recording.RecordingLimits;
import dev.millrace.ingest.recording.format.RecordingFormats;
import dev.millrace.ingest.source.RealData;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Every primitive type and arrays of them, against what another library reads (read_cdr.mjs). */
class CdrValuesTest {

  @Test
  void everyPrimitiveAndArrayHasTheValueThatAnotherReaderFinds() throws Exception {
    Path path = RealData.at("ros2-bags").resolve("cdr_test/cdr_test_0.mcap");
    JsonNode expected =
        new ObjectMapper().readTree(CdrValuesTest.class.getResource("/recordings/cdr_test.json"));
    assertThat(expected).hasSize(7);
    try (MessageReader reader =
        RecordingFormats.of(path).open(path, MessageFilter.ALL, RecordingLimits.DEFAULT)) {
      for (JsonNode one : expected) {
        RecordedMessage message = reader.next().orElseThrow();
        assertThat(message.channel().topic()).isEqualTo(one.get("topic").textValue());
        assertThat(message.logTime()).isEqualTo(Long.parseLong(one.get("logTime").textValue()));
        Value.Group fields = Decoders.of(message.channel()).decode(message.payload());
        same(one.get("message"), fields, one.get("type").textValue());
      }
    }
  }

  private static void same(JsonNode expected, Value value, String path) {
    if (value instanceof Value.Group group) {
      assertThat(expected.size()).as(path).isEqualTo(group.fields().size());
      group.fields().forEach((name, field) -> same(expected.get(name), field, path + "." + name));
    } else if (value instanceof Value.Items items) {
      assertThat(items.values()).as(path).hasSameSizeAs(expected);
      for (int i = 0; i < expected.size(); i++) {
        same(expected.get(i), items.values().get(i), path + "." + i);
      }
    } else if (value instanceof Value.Series series) {
      assertThat(series.size()).as(path).isEqualTo(expected.size());
      for (int i = 0; i < expected.size(); i++) {
        number(expected.get(i), series.numbers().get(i), path + "." + i);
      }
    } else if (value instanceof Value.Num num) {
      number(expected, num.number(), path);
    } else {
      assertThat(((Value.Text) value).text()).as(path).isEqualTo(expected.textValue());
    }
  }

  /** Numbers of 64 bits stand as text, which JSON numbers could not hold. */
  private static void number(JsonNode expected, Number number, String path) {
    if (expected.isObject()) {
      assertThat(number).as(path).hasToString(expected.get("integer").textValue());
    } else {
      assertThat(number.doubleValue()).as(path).isEqualTo(expected.doubleValue());
    }
  }
}
