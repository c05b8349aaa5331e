package dev.millrace.schemas.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bundle.yaml}. */
final class ManifestFileTest {

  private static final String TEXT =
      """
      name: minilm
      licence: Apache-2.0
      files:
        model: model.onnx
        tokenizer:
          path: tokenizer.json
          sha256: 695E750A5D5754BB5A8D5325643B59282191A7E7A564E435A415FD3C578EAB14
      input:
        text: {types: token_type_ids, maxTokens: 256}
      outputs: [embedding]
      trainable: "classifier.*"
      batchInvariant: true
      bestBatch: 8
      """;

  @Test
  void textBundleIsReadWithItsFiles(@TempDir Path folder) throws IOException {
    Path file = folder.resolve(ManifestFile.NAME);
    Files.writeString(file, TEXT);
    BundleManifest manifest = ManifestFile.read(file);
    assertThat(manifest.files())
        .isEqualTo(
            Map.of(
                "model", new BundleManifest.FileRef("model.onnx", null),
                "tokenizer",
                    new BundleManifest.FileRef(
                        "tokenizer.json",
                        "695e750a5d5754bb5a8d5325643b59282191a7e7a564e435a415fd3c578eab14")));
    assertThat(manifest.input())
        .isEqualTo(
            new BundleManifest.TextInput("input_ids", "attention_mask", "token_type_ids", 256));
    assertThat(manifest.outputs()).containsExactly("embedding");
    assertThat(manifest.trainable()).isEqualTo("classifier.*");
    assertThat(manifest.batchInvariant()).isTrue();
    assertThat(manifest.bestBatch()).isEqualTo(8);
    assertThat(manifest.licence()).isEqualTo("Apache-2.0");
  }

  @Test
  void readingAndSensorInputsAreKnown() {
    String head = "name: x\nfiles: {detect: d.onnx, read: r.onnx}\ninput: ";
    assertThat(ManifestFile.parse(head + "reading", "b").input())
        .isEqualTo(new BundleManifest.ReadingInput());
    assertThat(ManifestFile.parse(head + "{sensor: {name: in, scaled: true}}", "b").input())
        .isEqualTo(new BundleManifest.SensorInput("in", true));
  }

  @Test
  void filesOutsideTheBundlesFolderAreRefused() {
    for (String path : new String[] {"../model.onnx", "/etc/model.onnx", "a/../../model.onnx"}) {
      assertThatThrownBy(() -> ManifestFile.parse(TEXT.replace("model.onnx", path), "bundle.yaml"))
          .isInstanceOf(TaskFileException.class)
          .hasMessage(
              "bundle.yaml:4: files.model: must lie in the bundle's own folder, not at '"
                  + path
                  + "'");
    }
  }

  @Test
  void bundleWithoutInputOrFilesIsRefusedWithBothErrors() {
    assertThatThrownBy(() -> ManifestFile.parse("name: x\nfiles: {}\n", "b"))
        .hasMessage("b:1: input: is missing\nb:2: files.model: is missing; name the ONNX file");
  }
}
