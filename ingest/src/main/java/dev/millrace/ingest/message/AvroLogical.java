package dev.millrace.ingest.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** Values of Avro's logical types: times as ISO-8601, decimals as numbers. */
final class AvroLogical {

  /** 64 bytes are 154 digits, more than any amount of money. */
  private static final int MOST_DECIMAL_BYTES = 64;

  private static final int NANOS = 1_000_000_000;

  /** Units in a second by logical type. */
  private static final Map<String, Integer> INSTANTS =
      Map.of("timestamp-millis", 1_000, "timestamp-micros", 1_000_000, "timestamp-nanos", NANOS);

  private static final String LOCAL = "local-";

  private AvroLogical() {}

  static JsonNode whole(Schema schema, long number) {
    String type = schema.getProp("logicalType");
    if (type == null) {
      return LongNode.valueOf(number);
    }
    try {
      if (type.equals("date")) {
        return TextNode.valueOf(LocalDate.ofEpochDay(number).toString());
      }
      boolean local = type.startsWith(LOCAL);
      Integer units = INSTANTS.get(local ? type.substring(LOCAL.length()) : type);
      if (units == null) {
        return LongNode.valueOf(number);
      }
      Instant time =
          Instant.ofEpochSecond(
              Math.floorDiv(number, units), Math.floorMod(number, units) * (long) (NANOS / units));
      return TextNode.valueOf(
          local ? time.atOffset(ZoneOffset.UTC).toLocalDateTime().toString() : time.toString());
    } catch (DateTimeException e) {
      // No year has so many digits; as a number it is refused where a time is wanted.
      return LongNode.valueOf(number);
    }
  }

  static JsonNode bytes(Schema schema, ByteBuffer bytes) throws UnreadableMessage {
    if (!(schema.getLogicalType() instanceof LogicalTypes.Decimal decimal)) {
      return AvroMessages.base64(bytes);
    }
    if (bytes.remaining() == 0 || bytes.remaining() > MOST_DECIMAL_BYTES) {
      throw new UnreadableMessage(
          "a decimal has " + bytes.remaining() + " bytes, not 1 to " + MOST_DECIMAL_BYTES);
    }
    byte[] unscaled = new byte[bytes.remaining()];
    bytes.get(unscaled);
    return DecimalNode.valueOf(new BigDecimal(new BigInteger(unscaled), decimal.getScale()));
  }
}
