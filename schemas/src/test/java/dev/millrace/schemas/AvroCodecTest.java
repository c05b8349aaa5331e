package dev.millrace.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.schemas.avro.GateDecision;
import dev.millrace.schemas.avro.Label;
import dev.millrace.schemas.avro.Marker;
import dev.millrace.schemas.avro.ModelRef;
import dev.millrace.schemas.avro.SensorReading;
import dev.millrace.schemas.avro.TextMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

/** Single-object encoding of every record, and what is not one. */
final class AvroCodecTest {

  private static final TextMessage TEXT =
      new TextMessage("id", "source", "feed", 1L, 2L, Map.of("file", "a.txt"), "Grüße", null);
  private static final Marker MARKER = new Marker("feed/sms", 0, 1, 7L, false, Map.of("in", 3L));

  private final AvroCodec codec = new AvroCodec();

  @Provide
  static Arbitrary<SpecificRecord> records() {
    return AnyRecord.ofAnyType().withoutEdgeCases();
  }

  @Property(tries = 1000)
  void everyRecordComesBackAsItWas(@ForAll("records") SpecificRecord record)
      throws UnreadableRecord {
    assertThat(codec.decode(codec.encode(record))).isEqualTo(record);
  }

  /** Apart, since Avro's records with NaN are not equal to themselves. */
  @Test
  void lossesThatAreNotNumbersComeBackAsSuch() throws UnreadableRecord {
    GateDecision decision =
        new GateDecision("t", 1L, 0L, false, "no examples yet", Double.NaN, Double.NaN, 0L, 5L);
    byte[] once = codec.encode(decision);
    assertThat(codec.encode(codec.decode(once))).isEqualTo(once);
    assertThat(codec.decode(once, GateDecision.class).getCandidateLoss()).isNaN();
  }

  @Property(tries = 200)
  void everyProperPrefixOfARecordIsUnreadable(@ForAll("records") SpecificRecord record) {
    byte[] whole = codec.encode(record);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> codec.decode(cut)).isInstanceOf(UnreadableRecord.class);
    }
  }

  @Property(tries = 2000)
  void damagedBodyIsUnreadableOrAnotherRecordButNeverAnotherError(
      @ForAll("records") SpecificRecord record, @ForAll byte damage, @ForAll @IntRange int place) {
    byte[] bytes = codec.encode(record);
    int body = bytes.length - AvroCodec.HEADER_BYTES;
    if (body > 0) {
      bytes[AvroCodec.HEADER_BYTES + place % body] ^= damage;
    }
    try {
      assertThat(codec.decode(bytes)).isNotNull();
    } catch (UnreadableRecord e) {
      assertThat(e.code()).isEqualTo(UnreadableRecord.Cause.CORRUPT);
    }
  }

  @Test
  void aLengthOfTwoGigabytesInASmallRecordIsCorruptAndTakesNoMemory() {
    byte[] encoded = codec.encode(TEXT);
    byte[] huge = Arrays.copyOf(encoded, AvroCodec.HEADER_BYTES + 10);
    // The zigzag varint of 2,000,000,000, where the length of the event id is expected.
    byte[] length = {(byte) 0x80, (byte) 0xd0, (byte) 0xac, (byte) 0xf3, 0x0e};
    System.arraycopy(length, 0, huge, AvroCodec.HEADER_BYTES, length.length);
    UnreadableRecord thrown =
        catchThrowableOfType(UnreadableRecord.class, () -> codec.decode(huge));
    assertThat(thrown.code()).isEqualTo(UnreadableRecord.Cause.CORRUPT);
  }

  @Test
  void aBillionElementsInASmallRecordAreCorruptAndTakeNoMemory() {
    SensorReading reading =
        new SensorReading("", "", "", 0L, 0L, Map.of(), List.of(), List.of(1.0));
    byte[] encoded = codec.encode(reading);
    // The last 10 bytes are the block of values: its count, one double, the closing zero.
    byte[] huge = Arrays.copyOf(encoded, encoded.length);
    byte[] count = {(byte) 0x80, (byte) 0xa8, (byte) 0xd6, (byte) 0xb9, (byte) 0x07};
    System.arraycopy(count, 0, huge, huge.length - 10, count.length);
    assertThat(encoded[encoded.length - 10]).isEqualTo((byte) 2);
    assertThatThrownBy(() -> codec.decode(huge)).isInstanceOf(UnreadableRecord.class);
  }

  @Test
  void encodingIsAvrosOwnSoThatOthersCanReadIt() throws Exception {
    ByteBuffer others =
        new BinaryMessageEncoder<TextMessage>(TEXT.getSpecificData(), TEXT.getSchema())
            .encode(TEXT);
    assertThat(ByteBuffer.wrap(codec.encode(TEXT))).isEqualTo(others);
  }

  @Test
  void unknownFingerprintIsNamed() {
    byte[] bytes = codec.encode(TEXT);
    ByteBuffer.wrap(bytes, 2, 8).order(ByteOrder.LITTLE_ENDIAN).putLong(0x1234abcdL);
    UnreadableRecord thrown =
        catchThrowableOfType(UnreadableRecord.class, () -> codec.decode(bytes));
    assertThat(thrown.code()).isEqualTo(UnreadableRecord.Cause.UNKNOWN_FINGERPRINT);
    assertThat(thrown).hasMessageContaining("1234abcd");
  }

  @Test
  void otherBytesAreNotAvro() {
    byte[] json = "{\"text\": \"a JSON document\"}".getBytes(StandardCharsets.UTF_8);
    UnreadableRecord thrown =
        catchThrowableOfType(UnreadableRecord.class, () -> codec.decode(json));
    assertThat(thrown.code()).isEqualTo(UnreadableRecord.Cause.NOT_AVRO);
  }

  @Test
  void bytesAfterTheRecordAreCorrupt() {
    byte[] encoded = codec.encode(TEXT);
    byte[] longer = Arrays.copyOf(encoded, encoded.length + 1);
    UnreadableRecord thrown =
        catchThrowableOfType(UnreadableRecord.class, () -> codec.decode(longer));
    assertThat(thrown.code()).isEqualTo(UnreadableRecord.Cause.CORRUPT);
  }

  @Test
  void anotherTypeThanExpectedIsRefused() {
    UnreadableRecord thrown =
        catchThrowableOfType(
            UnreadableRecord.class, () -> codec.decode(codec.encode(MARKER), Label.class));
    assertThat(thrown.code()).isEqualTo(UnreadableRecord.Cause.WRONG_TYPE);
    assertThat(thrown).hasMessage("expected Label, found Marker");
  }

  @Test
  void partOfARecordCannotStandAlone() {
    assertThatThrownBy(() -> codec.encode(new ModelRef("m", 1L)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ModelRef");
  }

  @Test
  void markersAreKnownByTheirHeader() {
    assertThat(AvroCodec.isMarker(codec.encode(MARKER))).isTrue();
    assertThat(AvroCodec.isMarker(codec.encode(TEXT))).isFalse();
    assertThat(AvroCodec.isMarker(new byte[0])).isFalse();
  }

  @Test
  void recordOfAnEarlierReleaseGetsTheDefaultsOfNewFields() throws Exception {
    Schema now = TextMessage.getClassSchema();
    List<Schema.Field> fields =
        now.getFields().stream()
            .filter(field -> !field.name().equals("language"))
            .map(field -> new Schema.Field(field, field.schema()))
            .toList();
    Schema earlier = Schema.createRecord(now.getName(), "", now.getNamespace(), false, fields);
    GenericRecord written = new GenericData.Record(earlier);
    for (Schema.Field field : earlier.getFields()) {
      written.put(field.name(), TEXT.get(now.getField(field.name()).pos()));
    }
    byte[] bytes =
        new BinaryMessageEncoder<GenericRecord>(GenericData.get(), earlier).encode(written).array();
    assertThatThrownBy(() -> codec.decode(bytes)).isInstanceOf(UnreadableRecord.class);
    assertThat(new AvroCodec(List.of(earlier)).decode(bytes)).isEqualTo(TEXT);
  }

  @Test
  void oneCodecServesManyThreads() {
    boolean same =
        IntStream.range(0, 4000)
            .parallel()
            .allMatch(
                i -> {
                  Marker marker = new Marker("o" + i, i, i + 1, (long) i, i % 2 == 0, Map.of());
                  try {
                    return codec.decode(codec.encode(marker)).equals(marker);
                  } catch (UnreadableRecord e) {
                    return false;
                  }
                });
    assertThat(same).isTrue();
  }

  @Test
  void serdeKeepsTombstonesAndNamesTheTopicOfWhatItCannotRead() {
    try (AvroSerde<Marker> serde = new AvroSerde<>(Marker.class)) {
      assertThat(serde.serializer().serialize("t", null)).isNull();
      assertThat(serde.deserializer().deserialize("t", null)).isNull();
      byte[] bytes = serde.serializer().serialize("t", MARKER);
      assertThat(serde.deserializer().deserialize("t", bytes)).isEqualTo(MARKER);
      assertThatThrownBy(() -> serde.deserializer().deserialize("t", codec.encode(TEXT)))
          .isInstanceOf(SerializationException.class)
          .hasMessage("topic t: expected Marker, found TextMessage");
    }
  }
}
