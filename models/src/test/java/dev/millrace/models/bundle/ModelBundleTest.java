package dev.millrace.models.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.models.graph.GraphBuilder;
import dev.millrace.models.graph.ModelLimits;
import dev.millrace.models.graph.ModelRejected;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.schemas.task.BundleManifest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelBundleTest {

  private static final String IMAGE =
      "{image: {name: x, width: 4, height: 4, fit: letterbox, pad: 114, order: bgr,"
          + " mean: [0.5, 0, 1], scale: [1, 2, 0.003921569]}}";

  @TempDir Path folder;

  @BeforeEach
  void writeBundle() throws IOException {
    byte[] onnx =
        GraphBuilder.named("relu")
            .input(TensorSpec.float32("x", -1, 3, 4, 4))
            .output(TensorSpec.float32("y", -1, 3, 4, 4))
            .node("Relu", List.of("x"), List.of("y"))
            .build()
            .toBytes();
    Files.write(folder.resolve("net.onnx"), onnx);
    Files.writeString(folder.resolve("names.txt"), "cat\r\ndog\n");
    manifest("net.onnx", IMAGE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        IMAGE,
        "{text: {ids: a, mask: b, types: c, maxTokens: 9}}",
        "{text: {maxTokens: 9, mask: \"\"}}",
        "{sensor: {name: w, scaled: true}}",
        "reading"
      })
  void archiveIsCanonicalAndReadsBackAsTheSameBundle(String input) throws IOException {
    manifest("net.onnx", input);
    ModelBundle bundle = load();
    Path first = folder.resolve("a.zip");
    Path second = folder.resolve("b.zip");
    bundle.toArchive(first);

    ModelBundle back = ModelBundle.readArchive(first, bundle.ref().sha256());
    back.toArchive(second);

    assertThat(back.manifest()).isEqualTo(bundle.manifest());
    assertThat(back.digest()).isEqualTo(bundle.digest());
    assertThat(back.file("model")).isEqualTo(bundle.file("model"));
    assertThat(back.lines("labels")).containsExactly("cat", "dog");
    assertThat(second).hasSameBinaryContentAs(first);
  }

  @Test
  void archiveOfAnotherBundleIsRefused() throws IOException {
    Path archive = folder.resolve("a.zip");
    load().toArchive(archive);

    assertThatThrownBy(() -> ModelBundle.readArchive(archive, "0".repeat(64)))
        .isInstanceOf(ModelRejected.class)
        .hasMessageContaining(load().digest())
        .hasMessageContaining("submit the job again");
  }

  @Test
  void anyFlippedByteOfAnArchiveIsNoticed() throws IOException {
    ModelBundle bundle = load();
    Path archive = folder.resolve("a.zip");
    bundle.toArchive(archive);
    byte[] whole = Files.readAllBytes(archive);
    // Behind the local entries lies only the directory, which isn't read.
    int entries = new String(whole, StandardCharsets.ISO_8859_1).indexOf("PK\1\2");
    for (int i = 0; i < entries; i += 3) {
      byte[] bad = whole.clone();
      bad[i] ^= 0x20;
      try {
        ModelBundle read = ModelBundle.readArchive(new ByteArrayInputStream(bad), bundle.digest());
        assertThat(read.digest()).isEqualTo(bundle.digest());
        assertThat(read.file("model")).isEqualTo(bundle.file("model"));
      } catch (ModelRejected refused) {
        assertThat(refused.remedy()).isNotBlank();
      }
    }
  }

  @Test
  void fileWithAnotherDigestIsRefused() throws IOException {
    Files.writeString(
        folder.resolve("bundle.yaml"),
        "name: net\nfiles: {model: {path: net.onnx, sha256: %s}}\ninput: %s\n"
            .formatted("ab".repeat(32), IMAGE));

    assertThatThrownBy(this::load)
        .isInstanceOf(ModelRejected.class)
        .hasMessageContaining("the manifest says abab")
        .hasMessageContaining("net.onnx");
  }

  @Test
  void linkOutOfTheFolderIsRefused(@TempDir Path elsewhere) throws IOException {
    Files.createSymbolicLink(
        folder.resolve("link.onnx"), Files.writeString(elsewhere.resolve("secret"), "s"));
    manifest("link.onnx", IMAGE);

    assertThatThrownBy(this::load)
        .isInstanceOf(ModelRejected.class)
        .hasMessageContaining("leads out of the bundle's folder");
  }

  @Test
  void missingAndOversizedFilesAreRefusedByName() throws IOException {
    assertThatThrownBy(() -> new BundleLoader(new ModelLimits(5, 10, 1)).folder(folder))
        .hasMessageContaining("the limit is 5");
    manifest("gone.onnx", IMAGE);
    assertThatThrownBy(this::load)
        .isInstanceOf(ModelRejected.class)
        .hasMessageContaining("gone.onnx")
        .hasMessageContaining("relative paths start at");
  }

  @Test
  void brokenModelIsRefusedWithBundleAndFile() throws IOException {
    Files.writeString(folder.resolve("net.onnx"), "not a model");

    assertThatThrownBy(() -> load().graph(BundleManifest.MODEL))
        .isInstanceOf(ModelRejected.class)
        .hasMessageContaining("bundle 'net', file 'model'");
  }

  private ModelBundle load() {
    return new BundleLoader(ModelLimits.DEFAULT).folder(folder);
  }

  private void manifest(String model, String input) throws IOException {
    Files.writeString(
        folder.resolve("bundle.yaml"),
        "name: net\nlicence: MIT\nfiles: {model: %s, labels: names.txt}\ninput: %s\noutputs: [y]\n"
            .formatted(model, input));
  }
}
