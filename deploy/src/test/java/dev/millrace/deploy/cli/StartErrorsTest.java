package dev.millrace.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.models.graph.Attributes;
import dev.millrace.models.graph.GraphBuilder;
import dev.millrace.models.graph.OnnxGraph;
import dev.millrace.models.graph.TensorSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot work is told before anything has started: what, where and what to do. */
final class StartErrorsTest {

  private static final String TASK =
      """
      task: sms
      feed:
        name: sms
        format: tsv
        columns: {text: Text}
        label: {column: Label}
      classes: [ham, spam]
      bundle: minilm-l6-v2-int8
      train: {head: linear}
      """;

  @TempDir Path folder;

  private Cli run(String task, String rows, int code) throws Exception {
    Cli cli = new Cli(folder.resolve("home"));
    Path taskFile = Files.writeString(folder.resolve("task.yaml"), task);
    Path recording = Files.writeString(folder.resolve("rows.tsv"), rows);
    assertThat(
            cli.run(
                "run", "--task", taskFile.toString(), "--replay", recording.toString(), "--drain"))
        .as(cli::err)
        .isEqualTo(code);
    return cli;
  }

  @Test
  void emptyFileIsWrongUse() throws Exception {
    Cli cli = run(TASK, "", 2);
    assertThat(cli.err()).contains("rows.tsv", "empty");
    assertThat(folder.resolve("home")).doesNotExist();
  }

  @Test
  void typoInATaskFileIsWrongUseAndNamesLineAndRightKey() throws Exception {
    Cli cli = run(TASK.replace("columns:", "colums:"), "Label\tText\nham\thi\n", 2);
    assertThat(cli.err()).contains("task.yaml:5", "colums", "did you mean 'columns'?");
    assertThat(folder.resolve("home")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "tf2onnx-mnist-softmax/mnist_softmax.onnx, Add",
    "edge-custom-ops/pytorch_superresolution_with_pre_post_processing_op18.onnx, extensions",
    "edge-external-data/add_with_external_data.onnx, external_data.bin"
  })
  void modelThatCannotRunIsRefusedWithTheReasonAndTheRemedy(String file, String reason)
      throws Exception {
    String data = System.getProperty("millrace.testData", "");
    Path model = Path.of(data, "onnx-compat").resolve(file).toAbsolutePath();
    assumeTrue(Files.exists(model), "no test data: " + model);
    String task =
        """
        task: vectors
        feed:
          name: rows
          format: tsv
          columns: {channels: [A]}
        bundle:
          name: foreign
          files: {model: %s}
          input: {sensor: {name: x}}
        window: {length: 1}
        decode: vector
        """
            .formatted(model);
    Cli cli = run(task, "A\n1\n", 1);
    assertThat(cli.err()).contains(reason).containsAnyOf("export", "save");
  }

  @Test
  void headWithAnOperatorThatHasNoGradientIsRefusedBeforeAnythingStarts() throws Exception {
    OnnxGraph graph =
        GraphBuilder.named("sums")
            .input(TensorSpec.float32("x", TensorSpec.DYNAMIC, 2))
            .initializer("weight", new float[] {1, 2, 3, 4}, 2, 2)
            .node("MatMul", List.of("x", "weight"), List.of("product"))
            .node("LRN", List.of("product"), List.of("sums"), Attributes.integer("size", 1))
            .node("Softmax", List.of("sums"), List.of("y"), Attributes.integer("axis", 1))
            .output(TensorSpec.float32("y", TensorSpec.DYNAMIC, 2))
            .build();
    Path model = Files.write(folder.resolve("model.onnx"), graph.toBytes());
    String task =
        """
        task: sums
        feed:
          name: rows
          format: tsv
          columns: {channels: [A, B]}
          label: {column: L}
        classes: [low, high]
        bundle:
          name: own
          files: {model: %s}
          input: {sensor: {name: x}}
        window: {length: 1}
        train: {parameters: "weight"}
        """
            .formatted(model);
    Cli cli = run(task, "A\tB\tL\n1\t2\tlow\n", 1);
    assertThat(cli.err()).contains("no gradient rule", "LRN", "'sums'");
  }
}
