package dev.millrace.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules that every schema keeps. */
final class SchemaTest {

  static List<Schema> records() {
    Map<String, Schema> found = new LinkedHashMap<>();
    AvroCodec.currentSchemas().forEach(schema -> collect(schema, found));
    return List.copyOf(found.values());
  }

  private static void collect(Schema schema, Map<String, Schema> found) {
    switch (schema.getType()) {
      case RECORD -> {
        if (found.put(schema.getFullName(), schema) == null) {
          schema.getFields().forEach(field -> collect(field.schema(), found));
        }
      }
      case ARRAY -> collect(schema.getElementType(), found);
      case MAP -> collect(schema.getValueType(), found);
      case UNION -> schema.getTypes().forEach(type -> collect(type, found));
      default -> {}
    }
  }

  @Test
  void partsOfRecordsAreCheckedToo() {
    assertThat(records())
        .extracting(Schema::getName)
        .contains("TextMessage", "DetectedBox", "NamedTensor", "Lineage", "ValuesTarget");
  }

  @ParameterizedTest
  @MethodSource("records")
  void recordAndFieldsSayWhatTheyAre(Schema schema) {
    assertThat(schema.getDoc()).as("%s", schema.getName()).isNotBlank();
    for (Schema.Field field : schema.getFields()) {
      assertThat(field.doc())
          .as("%s.%s", schema.getName(), field.name())
          .isNotBlank()
          .endsWith(".");
    }
  }

  @ParameterizedTest
  @MethodSource("records")
  void timesSayTheirUnit(Schema schema) {
    for (Schema.Field field : schema.getFields()) {
      if (field.name().matches(".*(Time|At)")) {
        assertThat(field.schema().getType()).isEqualTo(Schema.Type.LONG);
        assertThat(field.doc()).as("%s.%s", schema.getName(), field.name()).contains("icrosecond");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("records")
  void fieldThatMayBeNullIsNullByDefaultSoThatItCanBeAddedLater(Schema schema) {
    for (Schema.Field field : schema.getFields()) {
      if (field.schema().isNullable()) {
        assertThat(field.hasDefaultValue()).as("%s.%s", schema.getName(), field.name()).isTrue();
      }
    }
  }

  @Test
  void fingerprintsTellAllRecordsApart() {
    assertThat(AvroCodec.currentSchemas())
        .extracting(AvroCodec::fingerprint)
        .doesNotHaveDuplicates();
  }

  @Test
  void everyReleasedSchemaIsStillReadable() {
    assertThat(unreadable(SchemaHistory.released(), AvroCodec.currentSchemas())).isEmpty();
  }

  @Test
  void schemaThatLosesARequiredFieldOrVanishesWouldBeNoticed() {
    Schema released = record().requiredString("a").endRecord();
    Schema same = record().requiredString("a").optionalString("b").endRecord();
    Schema changed = record().requiredString("a").requiredString("b").endRecord();
    assertThat(unreadable(List.of(released), List.of(same))).isEmpty();
    assertThat(unreadable(List.of(released), List.of(changed))).containsExactly("test.R");
    assertThat(unreadable(List.of(released), List.of())).containsExactly("test.R");
  }

  private static SchemaBuilder.FieldAssembler<Schema> record() {
    return SchemaBuilder.record("R").namespace("test").fields();
  }

  private static List<String> unreadable(List<Schema> released, List<Schema> current) {
    Map<String, Schema> byName =
        current.stream().collect(Collectors.toMap(Schema::getFullName, schema -> schema));
    return released.stream()
        .filter(
            written -> {
              Schema reader = byName.get(written.getFullName());
              return reader == null
                  || SchemaCompatibility.checkReaderWriterCompatibility(reader, written).getType()
                      != SchemaCompatibilityType.COMPATIBLE;
            })
        .map(Schema::getFullName)
        .toList();
  }
}
