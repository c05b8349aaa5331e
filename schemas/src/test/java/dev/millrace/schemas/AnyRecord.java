package dev.millrace.schemas;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/** Arbitrary values of a schema, with the odd ones: empty, null, infinite, non-ASCII. */
final class AnyRecord {

  private AnyRecord() {}

  /** Records of all types that may stand on a topic. */
  static Arbitrary<SpecificRecord> ofAnyType() {
    return Arbitraries.of(AvroCodec.currentSchemas()).flatMap(AnyRecord::of);
  }

  static Arbitrary<SpecificRecord> of(Schema schema) {
    List<Arbitrary<Object>> fields =
        schema.getFields().stream().map(field -> value(field.schema())).toList();
    return Combinators.combine(fields)
        .as(
            values -> {
              SpecificRecord record =
                  (SpecificRecord) SpecificData.getForSchema(schema).newRecord(null, schema);
              for (int i = 0; i < values.size(); i++) {
                record.put(i, values.get(i));
              }
              return record;
            });
  }

  private static Arbitrary<Object> value(Schema schema) {
    return switch (schema.getType()) {
      case RECORD -> of(schema).map(record -> record);
      case STRING -> Arbitraries.strings().ofMaxLength(12).map(text -> text);
      case BYTES -> Arbitraries.bytes().array(byte[].class).ofMaxSize(20).map(ByteBuffer::wrap);
      case INT -> Arbitraries.integers().map(number -> number);
      case LONG -> Arbitraries.longs().map(number -> number);
      case FLOAT -> withOddOnes(Arbitraries.floats(), -0f, Float.NEGATIVE_INFINITY);
      case DOUBLE -> withOddOnes(Arbitraries.doubles(), -0.0, Double.POSITIVE_INFINITY);
      case BOOLEAN -> Arbitraries.of(true, false).map(flag -> flag);
      case NULL -> Arbitraries.just(true).map(ignored -> null);
      case UNION -> Arbitraries.of(schema.getTypes()).flatMap(AnyRecord::value);
      case ARRAY -> value(schema.getElementType()).list().ofMaxSize(4).map(list -> list);
      case MAP ->
          Arbitraries.maps(Arbitraries.strings().ofMaxLength(6), value(schema.getValueType()))
              .ofMaxSize(3)
              .map(map -> (Map<String, Object>) new HashMap<>(map))
              .map(map -> map);
      default -> throw new IllegalArgumentException("no values for " + schema);
    };
  }

  private static <T> Arbitrary<Object> withOddOnes(Arbitrary<T> usual, T first, T second) {
    return Arbitraries.oneOf(usual, Arbitraries.of(first, second)).map(number -> number);
  }
}
