package dev.millrace.ingest.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegistrySchemasTest {

  private RegistryStub registry;

  @BeforeEach
  void start() throws Exception {
    registry = new RegistryStub();
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  private RegistrySchemas open(Schemas.Form form) throws Exception {
    return RegistrySchemas.open(registry.url() + "/", "Basic bWU6c2VjcmV0", form);
  }

  private static List<String> texts(List<SchemaFile> files) {
    return files.stream()
        .map(file -> file.name() + "=" + new String(file.content(), StandardCharsets.UTF_8))
        .toList();
  }

  @Test
  void whatASchemaNeedsComesBeforeItAndOnce() throws Exception {
    RegistryStub.Reference a = new RegistryStub.Reference("a.A", "a-value");
    registry.schema(7, "AVRO", "main", new RegistryStub.Reference("b.B", "b value"), a);
    registry.version("b%20value", "AVRO", "needs a", a);
    registry.version("a-value", "AVRO", "plain");
    assertThat(texts(open(Schemas.Form.AVRO).byId(7)))
        .containsExactly("a.A=plain", "b.B=needs a", "=main");
    assertThat(registry.authorizations()).containsOnly("Basic bWU6c2VjcmV0");
  }

  @Test
  void protobufIsAskedForAsDescriptors() throws Exception {
    String descriptor = Base64.getEncoder().encodeToString("d".getBytes(StandardCharsets.UTF_8));
    registry.schema(3, "PROTOBUF", descriptor);
    registry.schema(4, "PROTOBUF", "syntax = \"proto3\";");
    Schemas schemas = open(Schemas.Form.PROTOBUF);
    assertThat(texts(schemas.byId(3))).containsExactly("=d");
    assertThatThrownBy(() -> schemas.byId(4))
        .isInstanceOf(UnknownSchema.class)
        .hasMessageContaining("schemas.folder");
  }

  @Test
  void aNumberThatNobodyKnowsIsNotTheRegistrysFault() throws Exception {
    registry.schema(5, "JSON", "{}");
    Schemas schemas = open(Schemas.Form.AVRO);
    assertThatThrownBy(() -> schemas.byId(9)).isInstanceOf(UnknownSchema.class);
    assertThatThrownBy(() -> schemas.byId(-1)).isInstanceOf(UnknownSchema.class);
    assertThatThrownBy(() -> schemas.byId(5))
        .isInstanceOf(UnknownSchema.class)
        .hasMessageContaining("type JSON, not AVRO");
  }

  @Test
  void aRegistryThatAnswersBadlyMayBeAskedAgain() throws Exception {
    Schemas schemas = open(Schemas.Form.AVRO);
    registry.status(503);
    assertThatThrownBy(() -> schemas.byId(9))
        .isInstanceOf(RegistryUnreachable.class)
        .hasMessageContaining("503");
    registry.status(401);
    assertThatThrownBy(() -> schemas.byId(9))
        .isInstanceOf(RegistryUnreachable.class)
        .hasMessageContaining("schemas.settings");
    registry.status(200);
    registry.answer("/schemas/ids/9", "<html>");
    assertThatThrownBy(() -> schemas.byId(9))
        .isInstanceOf(RegistryUnreachable.class)
        .hasMessageContaining("JSON");
    registry.answer("/schemas/ids/9", "{\"schema\":\"" + "x".repeat(5 << 20) + "\"}");
    assertThatThrownBy(() -> schemas.byId(9))
        .isInstanceOf(RegistryUnreachable.class)
        .hasMessageContaining("more than 4194304 bytes");
  }

  /** As Apicurio 3.3.3 does for a file with a package. */
  @Test
  void aRegistryThatFailsAtDescriptorsIsToldWithTheWayOut() throws Exception {
    Schemas schemas = open(Schemas.Form.PROTOBUF);
    registry.status(500);
    assertThatThrownBy(() -> schemas.byId(3))
        .isInstanceOf(RegistryUnreachable.class)
        .hasMessageContaining("500")
        .hasMessageContaining("schemas.folder");
  }

  @Test
  void aRegistryThatIsNotThereStopsTheStart() {
    registry.close();
    assertThatThrownBy(() -> open(Schemas.Form.AVRO)).isInstanceOf(RegistryUnreachable.class);
  }

  @Test
  void aSchemaIsAskedForOnceAndAnUnknownOneNotAtOnceAgain() throws Exception {
    AtomicLong nanos = new AtomicLong();
    registry.schema(1, "AVRO", "main");
    Schemas schemas = open(Schemas.Form.AVRO);
    SchemaCache<List<SchemaFile>> cache = new SchemaCache<>(schemas::byId, nanos::get);
    int before = registry.asked().size();
    for (int i = 0; i < 5; i++) {
      cache.get(1);
      assertThatThrownBy(() -> cache.get(2)).isInstanceOf(UnknownSchema.class);
    }
    assertThat(registry.asked()).hasSize(before + 2);
    registry.schema(2, "AVRO", "new");
    nanos.addAndGet(31_000_000_000L);
    assertThat(texts(cache.get(2))).containsExactly("=new");
  }
}
