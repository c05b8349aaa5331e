package dev.millrace.ingest.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

/** What Avro's own writer writes is read. */
class AvroMessagesTest {

  private static final String POINT =
      """
      {"type": "record", "name": "g.Point", "fields": [{"name": "x", "type": "double"}]}""";

  private static final String MAIN =
      """
      {"type": "record", "name": "g.Main", "fields": [
        {"name": "i", "type": "int"}, {"name": "l", "type": "long"},
        {"name": "f", "type": "float"}, {"name": "d", "type": "double"},
        {"name": "b", "type": "boolean"}, {"name": "s", "type": "string"},
        {"name": "bytes", "type": "bytes"},
        {"name": "fixed", "type": {"type": "fixed", "name": "F", "size": 2}},
        {"name": "e", "type": {"type": "enum", "name": "E", "symbols": ["A", "B"]}},
        {"name": "none", "type": ["null", "string"]}, {"name": "some", "type": ["null", "long"]},
        {"name": "points", "type": {"type": "array", "items": "g.Point"}},
        {"name": "map", "type": {"type": "map", "values": "long"}},
        {"name": "at", "type": {"type": "long", "logicalType": "timestamp-micros"}},
        {"name": "day", "type": {"type": "int", "logicalType": "date"}},
        {"name": "price", "type":
          {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}}
      ]}""";

  private static byte[] written() {
    Schema.Parser parser = new Schema.Parser();
    Schema point = parser.parse(POINT);
    Schema main = parser.parse(MAIN);
    GenericRecord p = new GenericData.Record(point);
    p.put("x", 1.5);
    GenericRecord record = new GenericData.Record(main);
    record.put("i", -7);
    record.put("l", Long.MIN_VALUE);
    record.put("f", 0.5f);
    record.put("d", Double.NaN);
    record.put("b", true);
    record.put("s", "grün");
    record.put("bytes", ByteBuffer.wrap(new byte[] {1, 2}));
    record.put("fixed", new GenericData.Fixed(main.getField("fixed").schema(), new byte[] {3, 4}));
    record.put("e", new GenericData.EnumSymbol(main.getField("e").schema(), "B"));
    record.put("none", null);
    record.put("some", 9L);
    record.put("points", List.of(p, p));
    record.put("map", Map.of("k", 5L));
    record.put("at", 1_577_836_801_000_001L);
    record.put("day", 18262);
    record.put("price", ByteBuffer.wrap(new BigDecimal("12.34").unscaledValue().toByteArray()));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    try {
      new GenericDatumWriter<GenericRecord>(main).write(record, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return out.toByteArray();
  }

  private static AvroMessages main() {
    try {
      return AvroMessages.of(List.of(POINT, MAIN));
    } catch (UnreadableMessage e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void everyTypeIsRead() throws Exception {
    ObjectNode record = main().read(ByteBuffer.wrap(written()));
    assertThat(record.toString())
        .isEqualTo(
            "{\"i\":-7,\"l\":-9223372036854775808,\"f\":0.5,\"d\":\"NaN\",\"b\":true,"
                + "\"s\":\"grün\",\"bytes\":\"AQI=\",\"fixed\":\"AwQ=\",\"e\":\"B\",\"none\":null,"
                + "\"some\":9,\"points\":[{\"x\":1.5},{\"x\":1.5}],\"map\":{\"k\":5},"
                + "\"at\":\"2020-01-01T00:00:01.000001Z\",\"day\":\"2020-01-01\",\"price\":12.34}");
  }

  @Test
  void aRecordThatIsCutAnywhereIsUnreadable() {
    byte[] whole = written();
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> main().read(ByteBuffer.wrap(cut)))
          .as("cut at %d", length)
          .isInstanceOf(UnreadableMessage.class);
    }
    assertThatThrownBy(() -> main().read(ByteBuffer.wrap(Arrays.copyOf(whole, whole.length + 1))))
        .isInstanceOf(UnreadableMessage.class)
        .hasMessageContaining("left over");
  }

  /** Nothing but a reading or an UnreadableMessage comes of any bytes. */
  @Property(tries = 2000)
  void damagedBytesNeverDoWorse(
      @ForAll @Size(min = 1, max = 8) List<Integer> places, @ForAll byte[] others) {
    byte[] damaged = written();
    for (int i = 0; i < places.size(); i++) {
      byte with = others.length == 0 ? -1 : others[i % others.length];
      damaged[Math.floorMod(places.get(i), damaged.length)] = with;
    }
    try {
      assertThat(main().read(ByteBuffer.wrap(damaged))).isNotNull();
    } catch (UnreadableMessage e) {
      assertThat(e.problem()).isNotBlank();
    }
  }

  @Test
  void lengthsAndCountsAreCheckedBeforeAnythingIsMade() throws Exception {
    String nothings =
        """
        {"type": "record", "name": "N", "fields": [
          {"name": "n", "type": {"type": "array", "items": "null"}}]}""";
    AvroMessages many = AvroMessages.of(List.of(nothings));
    byte[] trillions = {(byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 0x40, 0};
    assertThatThrownBy(() -> many.read(ByteBuffer.wrap(trillions)))
        .isInstanceOf(UnreadableMessage.class)
        .hasMessageContaining("more than 1000000 values");

    String recursive =
        """
        {"type": "record", "name": "R", "fields": [{"name": "r", "type": ["null", "R"]}]}""";
    AvroMessages deep = AvroMessages.of(List.of(recursive));
    byte[] levels = new byte[100_000];
    Arrays.fill(levels, (byte) 2);
    assertThatThrownBy(() -> deep.read(ByteBuffer.wrap(levels)))
        .isInstanceOf(UnreadableMessage.class)
        .hasMessageContaining("deeper");
  }

  @Test
  void whatIsNoSchemaOfARecordIsRefused() {
    for (String schema : List.of("{", "\"long\"", "{\"type\": \"nothing\"}")) {
      assertThatThrownBy(() -> AvroMessages.of(List.of(schema)))
          .as(schema)
          .isInstanceOf(UnreadableMessage.class);
    }
  }
}
