package dev.millrace.schemas.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files that users start from. */
final class ExamplesTest {

  private static final Path EXAMPLES = Path.of("..", "examples");

  static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  private static Task example(String name) {
    return TaskFile.read(EXAMPLES.resolve(name));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void everyExampleLoadsAndIsNamedAfterItsFile(Path file) {
    assertThat(TaskFile.read(file).name() + ".yaml").isEqualTo(file.getFileName().toString());
  }

  @Test
  void smsTaskLearnsALinearHeadOfTwoOutputsOneExampleAtATime() {
    Task task = example("sms-spam.yaml");
    TrainSpec train = task.train().orElseThrow();
    assertThat(task.classes()).containsExactly("ham", "spam");
    assertThat(task.feed().table()).isEqualTo(new Feed.TableFormat(true, Feed.Quote.NONE, '\t', 0));
    assertThat(train.head())
        .isEqualTo(new TrainSpec.HeadSpec(TrainSpec.HeadSpec.Kind.SOFTMAX, 0, 2));
    assertThat(train.batch()).isEqualTo(1);
    assertThat(train.loss()).isEqualTo(LossSpec.SOFTMAX_CROSS_ENTROPY);
  }

  @Test
  void bankingTaskHasItsSeventySevenClasses() {
    assertThat(example("banking77.yaml").classes()).hasSize(77).contains("card_arrival");
  }

  @Test
  void yoloxTaskNamesItsModelRelativeToItsOwnFolderAndUsesCocosNames() {
    Task task = example("yolox.yaml");
    BundleSource.Inline bundle = (BundleSource.Inline) task.bundle();
    assertThat(Path.of(bundle.baseFolder())).isAbsolute().hasFileName("examples");
    assertThat(task.classes())
        .hasSize(80)
        .contains("motorcycle", "airplane", "couch", "potted plant", "dining table", "tv")
        .doesNotContain("motorbike");
    assertThat(task.decode()).isEqualTo(new DecodeSpec.Yolox(List.of(8, 16, 32), 0.3, 0.45, 300));
  }

  @Test
  void cpuTaskForecastsTheChannelThatItsLabelNames() {
    Task task = example("demo-cpu.yaml");
    assertThat(task.decode()).isEqualTo(new DecodeSpec.Regression(List.of("cpu")));
    assertThat(task.feed().labels())
        .isEqualTo(new LabelSpec.FutureValue("cpu", Duration.ofSeconds(10)));
    assertThat(task.train().orElseThrow().head())
        .isEqualTo(new TrainSpec.HeadSpec(TrainSpec.HeadSpec.Kind.REGRESSION, 32, 1));
  }

  @Test
  void occupancyWindowTakesTheChannelsOfTheFeed() {
    assertThat(example("occupancy.yaml").windowing().orElseThrow().channels())
        .containsExactly("Temperature", "Humidity", "Light", "CO2", "HumidityRatio");
  }

  @Test
  void vehicleTasksTakeTopicsOfRecordings() {
    Task camera = example("vehicle/camera.yaml");
    assertThat(camera.feed().topics()).containsExactly("/image_02");
    assertThat(camera.feed().format().kind(camera.feed().columns()))
        .isEqualTo(FeedFormat.Kind.IMAGE);
    Task pose = example("vehicle/pose.yaml");
    assertThat(pose.feed().topics()).containsExactly("/pose");
    assertThat(pose.feed().format().kind(pose.feed().columns())).isEqualTo(FeedFormat.Kind.SENSOR);
    assertThat(example("vehicle/speed.yaml").learns()).isTrue();
  }

  @Test
  void readmeShowsTheErrorThatTheLoaderGives() throws IOException {
    String sms = Files.readString(EXAMPLES.resolve("sms-spam.yaml"));
    String typo = sms.replace("  quote: none", "\n\n\n\n\n  extraLeadingColumn: 1\n  quote: none");
    assertThatThrownBy(() -> TaskFile.parse(typo, "examples/sms.yaml", EXAMPLES))
        .hasMessageMatching("examples/sms.yaml:\\d+: .*")
        .satisfies(
            error ->
                assertThat(EXAMPLES.resolve("README.md")).content().contains(error.getMessage()));
  }
}
