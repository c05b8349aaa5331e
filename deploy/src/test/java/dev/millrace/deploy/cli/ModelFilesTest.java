package dev.millrace.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.deploy.TestCluster;
import dev.millrace.models.bundle.BundleLoader;
import dev.millrace.models.bundle.LearningModel;
import dev.millrace.models.bundle.TaskModel;
import dev.millrace.models.graph.GraphBuilder;
import dev.millrace.models.graph.OnnxGraph;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.avro.Lineage;
import dev.millrace.schemas.avro.ModelVersion;
import dev.millrace.schemas.task.Task;
import dev.millrace.schemas.task.TaskFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelFilesTest {

  private static final Path TASK_FILE =
      Path.of(System.getProperty("user.dir")).getParent().resolve("examples/sms-spam.yaml");

  @TempDir Path folder;
  private Cli cli;
  private Task task;
  private LearningModel learning;

  @BeforeEach
  void load() {
    cli = new Cli(folder.resolve("home"));
    task = TaskFile.read(TASK_FILE);
    learning = TaskModel.load(task, BundleLoader.load(task)).learning().orElseThrow();
  }

  private ModelVersion versionZero() {
    return ModelVersion.newBuilder()
        .setTask(task.name())
        .setVersion(0)
        .setBundleDigest(learning.bundleDigest())
        .setParameters(learning.versionZero().toRecord())
        .setHash(learning.versionZero().hash())
        .setLineage(new Lineage(0L, 0L, 0L, 0L, 42L, "config", "1.28"))
        .setMetrics(Map.of())
        .setCreatedAt(0)
        .build();
  }

  @Test
  void exportedVersionRunsInOnnxRuntimeAloneFromTokensToProbabilities() throws Exception {
    Path out = folder.resolve("model.onnx");
    try (TestCluster cluster = new TestCluster(folder.resolve("run"))) {
      cluster.write(
          TestCluster.TOPICS.modelVersions(), 0, Topics.versionKey(task.name(), 0), versionZero());
      String ref = task.name() + "@latest";
      String kafka = cluster.kafka().bootstrapServers();
      assertThat(
              cli.run(
                  "models",
                  "export",
                  ref,
                  "--out",
                  out.toString(),
                  "--task",
                  TASK_FILE.toString(),
                  "--bootstrap-servers",
                  kafka))
          .isZero();
      assertThat(cli.out()).contains(task.name() + "@0 written to");
    }
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(Files.readAllBytes(out));
        OnnxTensor ids = OnnxTensor.createTensor(environment, new long[][] {{101, 2489, 102}});
        OnnxTensor ones = OnnxTensor.createTensor(environment, new long[][] {{1, 1, 1}});
        OnnxTensor zeros = OnnxTensor.createTensor(environment, new long[][] {{0, 0, 0}})) {
      Map<String, OnnxTensor> all =
          Map.of("input_ids", ids, "attention_mask", ones, "token_type_ids", zeros);
      all = new java.util.HashMap<>(all);
      all.keySet().retainAll(session.getInputNames());
      try (OrtSession.Result result = session.run(all)) {
        float[][] scores = (float[][]) result.get(learning.score()).orElseThrow().getValue();
        assertThat(scores[0]).hasSize(2);
        assertThat(scores[0][0] + scores[0][1]).isCloseTo(1f, within(1e-5f));
      }
    }
  }

  @Test
  void inspectTellsInputsOperatorsWithGradientsAndTheCut() throws Exception {
    Path file = folder.resolve("model.onnx");
    Files.write(file, learning.exportModel(learning.versionZero()));
    assertThat(cli.run("inspect", file.toString())).isZero();
    assertThat(cli.out())
        .contains("input_ids int64", "trainable ")
        .containsPattern("Gemm +\\d+ +yes")
        .containsPattern("Shape +\\d+ +stops");

    String weight = learning.layout().slots().get(0).name();
    assertThat(cli.run("inspect", file.toString(), "--json", "--parameters", weight)).isZero();
    JsonNode shown = new ObjectMapper().readTree(cli.out());
    assertThat(shown.at("/cut/features")).hasSize(1);
    assertThat(shown.at("/cut/features/0/type").asText()).isEqualTo("float32");
    assertThat(shown.at("/cut/trained").asLong())
        .isEqualTo(learning.layout().slots().get(0).size());
    assertThat(shown.at("/cut/trains").asBoolean()).isTrue();
    assertThat(shown.at("/operators/Shape/gradient").asText()).isEqualTo("stops");
  }

  @Test
  void inspectTellsTheSizeOfAPatchAsItIsPublished() throws Exception {
    Path file = folder.resolve("model.onnx");
    Files.write(file, learning.exportModel(learning.versionZero()));
    assertThat(cli.run("inspect", file.toString(), "--json", "--parameters", "head.*")).isZero();
    int bytes = new ObjectMapper().readTree(cli.out()).at("/cut/patchBytes").asInt();
    ModelVersion without = ModelVersion.newBuilder(versionZero()).setParameters(List.of()).build();
    int published = versionZero().toByteBuffer().remaining() - without.toByteBuffer().remaining();
    // An empty array ends with one byte too.
    assertThat(bytes).isEqualTo(published + 1);
  }

  @Test
  void inspectSaysInWordsWhyAHeadCannotBeTrained() throws Exception {
    Path file = folder.resolve("model.onnx");
    OnnxGraph graph =
        GraphBuilder.named("asinh")
            .input(TensorSpec.float32("x", TensorSpec.DYNAMIC, 2))
            .initializer("early", new float[] {1, 2}, 2)
            .initializer("late", new float[] {3, 4}, 2)
            .node("Mul", List.of("x", "early"), List.of("a"))
            .node("Asinh", List.of("a"), List.of("b"))
            .node("Mul", List.of("b", "late"), List.of("y"))
            .output(TensorSpec.float32("y", TensorSpec.DYNAMIC, 2))
            .build();
    Files.write(file, graph.toBytes());
    assertThat(cli.run("inspect", file.toString(), "--parameters", "early")).isZero();
    assertThat(cli.out())
        .contains("trains      no: there is no gradient rule, at operator Asinh")
        .containsPattern("Asinh +1 +1 +no");
    assertThat(cli.run("inspect", file.toString())).isZero();
    assertThat(cli.out())
        .contains(
            "trains      from 'late' on, parameter 2 of 2", "obstacle    there is no gradient");
  }

  @Test
  void fileThatIsNoModelFailsWithItsName() throws Exception {
    Path file = folder.resolve("picture.onnx");
    Files.writeString(file, "GIF89a");
    assertThat(cli.run("inspect", file.toString())).isEqualTo(1);
    assertThat(cli.err()).contains("picture.onnx");
  }
}
