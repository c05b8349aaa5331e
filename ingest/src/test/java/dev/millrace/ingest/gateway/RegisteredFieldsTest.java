package dev.millrace.ingest.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Timestamp;
import com.google.protobuf.TimestampProto;
import com.google.protobuf.UnknownFieldSet;
import dev.millrace.ingest.registry.RegistryStub;
import dev.millrace.ingest.source.UnusableSource;
import dev.millrace.schemas.task.FeedFormat;
import dev.millrace.schemas.task.KafkaSpec;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records that name their schema by number, in Confluent's wire format, and records of one. */
class RegisteredFieldsTest {

  private static final String AVRO =
      """
      {"type": "record", "name": "R", "fields": [
        {"name": "ax", "type": "double"}, {"name": "who", "type": {"type": "record", "name": "W",
          "fields": [{"name": "id", "type": "string"}]}}]}""";

  /** A double of 1.5 and the text "car". */
  private static final byte[] AVRO_BODY = {0, 0, 0, 0, 0, 0, (byte) 0xf8, 0x3f, 6, 'c', 'a', 'r'};

  @TempDir Path folder;

  private static FieldsReader open(KafkaSpec.ContentType type, KafkaSpec.SchemaSource schemas) {
    return FieldsReaders.open(
        new KafkaSpec.Content(type, List.of(), FeedFormat.Kind.SENSOR, schemas));
  }

  private static byte[] framed(int schema, byte[] indexes, byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {0, 0, 0, (byte) (schema >> 8), (byte) schema});
    out.writeBytes(indexes);
    out.writeBytes(body);
    return out.toByteArray();
  }

  private static String text(Fields fields, String name) {
    byte[] value = fields.values().get(name);
    return value == null ? "(none)" : new String(value, StandardCharsets.UTF_8);
  }

  private static FieldDescriptorProto.Builder field(String name, int number, Type type) {
    return FieldDescriptorProto.newBuilder()
        .setName(name)
        .setNumber(number)
        .setType(type)
        .setLabel(Label.LABEL_OPTIONAL);
  }

  /** {@code Other}, and {@code Outer} with {@code Inner}, which imports {@code lib.proto}. */
  private static FileDescriptorProto main() {
    DescriptorProto inner =
        DescriptorProto.newBuilder()
            .setName("Inner")
            .addField(field("ax", 1, Type.TYPE_DOUBLE))
            .addField(field("at", 2, Type.TYPE_MESSAGE).setTypeName(".google.protobuf.Timestamp"))
            .addField(field("mood", 3, Type.TYPE_ENUM).setTypeName(".lib.Mood"))
            .build();
    return FileDescriptorProto.newBuilder()
        .setName("default")
        .setPackage("p")
        .setSyntax("proto3")
        .addDependency("lib.proto")
        .addDependency("google/protobuf/timestamp.proto")
        .addDependency("confluent/meta.proto")
        .addMessageType(
            DescriptorProto.newBuilder()
                .setName("Other")
                .addField(field("note", 1, Type.TYPE_STRING)))
        .addMessageType(DescriptorProto.newBuilder().setName("Outer").addNestedType(inner))
        .build();
  }

  private static FileDescriptorProto library() {
    FileDescriptorProto.Builder file =
        FileDescriptorProto.newBuilder().setName("default").setPackage("lib").setSyntax("proto3");
    file.addEnumTypeBuilder().setName("Mood").addValueBuilder().setName("CALM").setNumber(0);
    file.getEnumTypeBuilder(0).addValueBuilder().setName("HASTY").setNumber(1);
    return file.build();
  }

  private static byte[] inner() {
    ByteString time = Timestamp.newBuilder().setSeconds(1_577_836_800).build().toByteString();
    return UnknownFieldSet.newBuilder()
        .addField(
            1, UnknownFieldSet.Field.newBuilder().addFixed64(Double.doubleToLongBits(2.5)).build())
        .addField(2, UnknownFieldSet.Field.newBuilder().addLengthDelimited(time).build())
        .addField(3, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
        .build()
        .toByteArray();
  }

  private static String base64(FileDescriptorProto file) {
    return Base64.getEncoder().encodeToString(file.toByteArray());
  }

  @Test
  void avroIsReadByTheSchemaThatItNames() throws Exception {
    try (RegistryStub registry = new RegistryStub()) {
      registry.schema(258, "AVRO", AVRO);
      FieldsReader reader =
          open(KafkaSpec.ContentType.AVRO, new KafkaSpec.Registry(registry.url(), null));
      Fields fields = reader.read(framed(258, new byte[0], AVRO_BODY));
      assertThat(text(fields, "ax")).isEqualTo("1.5");
      assertThat(text(fields, "who.id")).isEqualTo("car");
      assertThat(text(fields, "who.name")).isEqualTo("(none)");
      assertThat(new String(fields.payload().get(), StandardCharsets.UTF_8))
          .isEqualTo("{\"ax\":1.5,\"who\":{\"id\":\"car\"}}");
      assertThatThrownBy(() -> reader.read(framed(9, new byte[0], AVRO_BODY)))
          .isInstanceOf(UnreadableValue.class)
          .hasMessageContaining("knows no /schemas/ids/9");
      assertThatThrownBy(() -> reader.read(AVRO_BODY.clone())).isInstanceOf(UnreadableValue.class);
      assertThatThrownBy(() -> reader.read(new byte[] {1, 0, 0, 0, 9, 0}))
          .isInstanceOf(UnreadableValue.class)
          .hasMessageContaining("zero byte");
    }
  }

  @Test
  void protobufIsReadByTheTypeAtItsIndexes() throws Exception {
    try (RegistryStub registry = new RegistryStub()) {
      registry.schema(
          3, "PROTOBUF", base64(main()), new RegistryStub.Reference("lib.proto", "lib"));
      registry.version("lib", "PROTOBUF", base64(library()));
      FieldsReader reader =
          open(KafkaSpec.ContentType.PROTOBUF, new KafkaSpec.Registry(registry.url(), null));
      // Two indexes, in zigzag: of Outer 1, of Inner within it 0.
      Fields fields = reader.read(framed(3, new byte[] {4, 2, 0}, inner()));
      assertThat(text(fields, "ax")).isEqualTo("2.5");
      assertThat(text(fields, "at")).isEqualTo("2020-01-01T00:00:00Z");
      assertThat(text(fields, "mood")).isEqualTo("HASTY");
      Fields first = reader.read(framed(3, new byte[] {0}, new byte[] {10, 2, 'h', 'i'}));
      assertThat(text(first, "note")).isEqualTo("hi");
      for (byte[] wrong : new byte[][] {{2, 8}, {4, 2, 8}, {1}, {-1, -1, -1, -1, -1, 0}, {-126}}) {
        assertThatThrownBy(() -> reader.read(framed(3, wrong, new byte[0])))
            .as("indexes %s", List.of(wrong[0]))
            .isInstanceOf(UnreadableValue.class);
      }
      assertThatThrownBy(() -> reader.read(framed(3, new byte[] {0}, new byte[] {10, 99, 'h'})))
          .isInstanceOf(UnreadableValue.class)
          .hasMessageContaining("no sound message of type p.Other");
    }
  }

  @Test
  void aFolderOrAFileStandsInForARegistry() throws Exception {
    FileDescriptorSet set =
        FileDescriptorSet.newBuilder()
            .addFile(TimestampProto.getDescriptor().toProto())
            .addFile(library().toBuilder().setName("lib.proto"))
            .addFile(main())
            .build();
    Files.writeString(folder.resolve("258.avsc"), AVRO);
    Files.write(folder.resolve("3.desc"), set.toByteArray());
    KafkaSpec.SchemaFolder here = new KafkaSpec.SchemaFolder(folder.toString());
    FieldsReader avro = open(KafkaSpec.ContentType.AVRO, here);
    assertThat(text(avro.read(framed(258, new byte[0], AVRO_BODY)), "ax")).isEqualTo("1.5");
    FieldsReader protobuf = open(KafkaSpec.ContentType.PROTOBUF, here);
    assertThat(text(protobuf.read(framed(3, new byte[] {4, 2, 0}, inner())), "ax"))
        .isEqualTo("2.5");
    assertThatThrownBy(() -> avro.read(framed(1, new byte[0], AVRO_BODY)))
        .isInstanceOf(UnreadableValue.class)
        .hasMessageContaining("1.avsc");

    assertThat(text(one(KafkaSpec.ContentType.AVRO, "258.avsc", null).read(AVRO_BODY), "who.id"))
        .isEqualTo("car");
    // What protoc writes names no file of the registry's own.
    FileDescriptorSet plain =
        set.toBuilder()
            .setFile(
                2,
                main().toBuilder()
                    .clearDependency()
                    .addDependency("lib.proto")
                    .addDependency("google/protobuf/timestamp.proto"))
            .build();
    Files.write(folder.resolve("plain.desc"), plain.toByteArray());
    FieldsReader inner = one(KafkaSpec.ContentType.PROTOBUF, "plain.desc", "p.Outer.Inner");
    assertThat(text(inner.read(inner()), "mood")).isEqualTo("HASTY");
    assertThatThrownBy(() -> one(KafkaSpec.ContentType.PROTOBUF, "plain.desc", "p.Nobody"))
        .isInstanceOf(UnusableSource.class)
        .hasMessageContaining("no message type p.Nobody");
    assertThatThrownBy(() -> one(KafkaSpec.ContentType.AVRO, "none.avsc", null))
        .isInstanceOf(UnusableSource.class);
  }

  private FieldsReader one(KafkaSpec.ContentType type, String file, String message) {
    return open(type, new KafkaSpec.SchemaFile(folder.resolve(file).toString(), message));
  }

  @Test
  void jsonBehindARegistrysFrameIsRead() throws Exception {
    byte[] json = "{\"ax\": 3}".getBytes(StandardCharsets.UTF_8);
    FieldsReader reader = open(KafkaSpec.ContentType.JSON, null);
    assertThat(text(reader.read(framed(7, new byte[0], json)), "ax")).isEqualTo("3");
    assertThat(text(reader.read(json), "ax")).isEqualTo("3");
  }
}
