package dev.millrace.schemas.task;

import static dev.millrace.schemas.task.TaskFixtures.CPU;
import static dev.millrace.schemas.task.TaskFixtures.SMS;
import static dev.millrace.schemas.task.TaskFixtures.YOLOX;
import static dev.millrace.schemas.task.TaskFixtures.errors;
import static dev.millrace.schemas.task.TaskFixtures.parse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a task file says and what its errors say. */
final class TaskFileTest {

  @Test
  void everyKeyReachesItsRecord() {
    Task task =
        parse(
            """
            task: t
            feed:
              name: f
              files: [a.csv, b.csv]
              format: csv
              header: false
              quote: none
              separator: ";"
              extraLeadingColumns: 2
              columns: {channels: [a, b], source: s, eventId: id}
              time: {column: date, pattern: "yyyy-MM-dd"}
              label: {column: y, as: index}
              labelDelay: 500 events
              shuffleSeed: -7
            classes: [no, yes]
            bundle: {path: ../bundles/x}
            window: {length: 3, channels: [b]}
            decode: classes
            train:
              parameters: "classifier.*"
              loss: softmax-cross-entropy
              optimizer: {adam: {learningRate: 0.5, beta1: 0.8, beta2: 0.9, epsilon: 1e-6}}
              schedule: {cosine: {steps: 1000, floor: 0.1, warmUp: 10}}
              regularize: {l1: 0.001, l2: 0.01, weightDecay: 0.1}
              dropout: 0.25
              clip: {norm: 5, value: 2}
              privacy: {clip: 0.5, noise: 1.1, delta: 1e-6, secret: "0123456789abcdef"}
              batch: 4
              publishEvery: 50
              seed: 9
              join: {featureRetention: 2h, labelRetention: PT5M}
              gate: {window: 10, minimum: 3, tolerance: 0.5}
            serve: {delivery: at-least-once, batch: 8}
            """);
    assertThat(task).isEqualTo(everyKeyAsRecord());
  }

  private static Task everyKeyAsRecord() {
    Feed feed =
        new Feed(
            "f",
            List.of("a.csv", "b.csv"),
            FeedFormat.CSV,
            new Feed.TableFormat(false, Feed.Quote.NONE, ';', 2),
            new Feed.Columns(null, List.of("a", "b"), "s", "id"),
            new TimeSpec("date", "yyyy-MM-dd", TimeSpec.COUNTED.start(), TimeSpec.COUNTED.step()),
            new LabelSpec.InColumn("y", LabelSpec.As.INDEX),
            new LabelDelay(500, Duration.ZERO),
            -7L);
    TrainSpec train =
        new TrainSpec(
            "classifier.*",
            null,
            LossSpec.SOFTMAX_CROSS_ENTROPY,
            new OptimizerSpec.Adam(0.5, 0.8, 0.9, 1e-6),
            new ScheduleSpec.Cosine(1000, 0.1, 10),
            new RegularizeSpec(0.001, 0.01, 0.1, 0.25, 5, 2),
            new PrivacySpec(0.5, 1.1, 1e-6, "0123456789abcdef"),
            4,
            50,
            9,
            new TrainSpec.JoinSpec(Duration.ofHours(2), Duration.ofMinutes(5)),
            new TrainSpec.GateSpec(10, 3, 0.5));
    return new Task(
        "t",
        feed,
        List.of("no", "yes"),
        new BundleSource.Folder("/bundles/x"),
        new WindowSpec(3, List.of("b"), null),
        new DecodeSpec.Classes(),
        train,
        new ServeSpec(ServeSpec.Delivery.AT_LEAST_ONCE, 8));
  }

  @Test
  void whatIsLeftOutHasItsDefault() {
    Task task = parse(SMS);
    TrainSpec train = task.train().orElseThrow();
    assertThat(task.serve()).isEqualTo(ServeSpec.DEFAULT);
    assertThat(task.decode()).isEqualTo(new DecodeSpec.Classes());
    assertThat(task.feed().time()).isEqualTo(TimeSpec.COUNTED);
    assertThat(task.feed().labelDelay()).isEqualTo(LabelDelay.NONE);
    assertThat(task.feed().shuffleSeed()).isNull();
    assertThat(train.optimizer()).isEqualTo(OptimizerSpec.adam(0.01));
    assertThat(train.publishEvery()).isEqualTo(TrainSpec.DEFAULT_PUBLISH_EVERY);
    assertThat(train.gate()).isEqualTo(TrainSpec.GateSpec.DEFAULT);
    assertThat(train.join()).isEqualTo(TrainSpec.JoinSpec.DEFAULT);
  }

  @Test
  void csvQuotesWithDoubleQuotesByDefaultAndTsvDoesNot() {
    assertThat(parse(SMS).feed().table())
        .isEqualTo(new Feed.TableFormat(true, Feed.Quote.NONE, '\t', 0));
    assertThat(parse(SMS.replace("tsv", "csv")).feed().table())
        .isEqualTo(new Feed.TableFormat(true, Feed.Quote.DOUBLE, ',', 0));
  }

  @Test
  void futureLabelMakesARegressionScaledByItsChannel() {
    Task task = parse(CPU);
    assertThat(task.decode()).isEqualTo(new DecodeSpec.Regression(List.of("cpu")));
    assertThat(task.windowing().orElseThrow().target()).isEqualTo("cpu");
    assertThat(task.train().orElseThrow().loss()).isEqualTo(LossSpec.MEAN_SQUARED_ERROR);
  }

  @Test
  void objectiveHasPartsWithTruthsOutputsAndParametersOfTheirOwn() {
    Task task =
        parse(
            SMS.replace("head: linear", "parameters: \"*\"")
                + "  loss:\n"
                + "    objective:\n"
                + "      - {name: told, loss: {softmax-cross-entropy: {labelSmoothing: 0.1}}}\n"
                + "      - {name: real, loss: sigmoid-cross-entropy, output: o, truth: 1,"
                + " weight: -0.5, parameters: \"d.*\"}\n");
    LossSpec.SigmoidCrossEntropy sigmoid =
        new LossSpec.SigmoidCrossEntropy(LossSpec.Labels.VALUES, List.of());
    assertThat(task.train().orElseThrow().loss())
        .isEqualTo(
            new LossSpec.Objective(
                List.of(
                    new LossSpec.Part(
                        "told", new LossSpec.SoftmaxCrossEntropy(List.of(), 0.1), "", null, 1, "*"),
                    new LossSpec.Part("real", sigmoid, "o", 1.0, -0.5, "d.*"))));
  }

  @Test
  void headGivesWhatTheLossNeeds() {
    TrainSpec sigmoid =
        parse(SMS.replace("batch: 1", "loss: sigmoid-cross-entropy")).train().orElseThrow();
    assertThat(sigmoid.head())
        .isEqualTo(new TrainSpec.HeadSpec(TrainSpec.HeadSpec.Kind.SIGMOID, 0, 2));
    TrainSpec hinge = parse(SMS.replace("batch: 1", "loss: hinge")).train().orElseThrow();
    assertThat(hinge.head().kind()).isEqualTo(TrainSpec.HeadSpec.Kind.SOFTMAX);
    TrainSpec huber = parse(CPU + "  loss: {huber: {delta: 2}}\n").train().orElseThrow();
    assertThat(huber.loss()).isEqualTo(new LossSpec.Huber(2));
    assertThat(huber.head().kind()).isEqualTo(TrainSpec.HeadSpec.Kind.REGRESSION);
  }

  @Test
  void countedTimeTakesItsOwnStartAndStep() {
    String time = "  time: {start: 2020-05-01T00:00:00Z, step: 250ms}\n  label:";
    assertThat(parse(SMS.replace("  label:", time)).feed().time())
        .isEqualTo(
            new TimeSpec(
                null, null, Instant.parse("2020-05-01T00:00:00Z"), Duration.ofMillis(250)));
  }

  @Test
  void inlineManifestHasDefaultsForPixelsAndNoTraining() {
    BundleSource.Inline bundle = (BundleSource.Inline) parse(YOLOX).bundle();
    assertThat(bundle.baseFolder()).isEqualTo("/tasks");
    assertThat(bundle.manifest())
        .isEqualTo(
            new BundleManifest(
                "mine",
                "",
                Map.of("model", new BundleManifest.FileRef("a.onnx", null)),
                new BundleManifest.ImageInput(
                    "images",
                    416,
                    416,
                    BundleManifest.Fit.STRETCH,
                    0,
                    BundleManifest.ChannelOrder.RGB,
                    List.of(0f, 0f, 0f),
                    List.of(1f, 1f, 1f)),
                List.of(),
                "",
                false,
                1));
  }

  @Test
  void classNamesComeFromAFileBesideTheTask(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("names.txt"), "ham\nspam\n");
    Path file = folder.resolve("t.yaml");
    Files.writeString(file, SMS.replace("[ham, spam]", "{file: names.txt}"));
    assertThat(TaskFile.read(file).classes()).containsExactly("ham", "spam");
  }

  @Test
  void typoIsReportedWithLineKeyAndTheNearestName() {
    assertThat(errors(SMS, "  format: tsv", "  format: tsv\n  extraLeadingColumn: 1"))
        .containsExactly(
            "t.yaml:5: feed.extraLeadingColumn: unknown key; did you mean 'extraLeadingColumns'?");
  }

  @Test
  void typoAtTheTopIsNotReportedAgainAsAMissingPart() {
    assertThat(errors(SMS, "classes:", "clases:"))
        .containsExactly("t.yaml:7: clases: unknown key; did you mean 'classes'?");
  }

  @Test
  void allErrorsAreReportedAtOnceInTheOrderOfTheirLines() {
    assertThat(
            errors(
                """
                task: sms spam
                feed:
                  format: tvs
                  columns: {txt: SMS}
                  shuffleSeed: many
                  label: {column: Label, as: names}
                classes: ham
                train:
                  head: {hidden: 0}
                  optimizer: {adam: {learningRate: -1}}
                  batch: 1.5
                  batch: 2
                serve: {delivery: twice, maxWait: 1h}
                """))
        .containsExactly(
            "t.yaml:1: task: must be a name of up to 100 letters, digits, '.', '_' and '-',"
                + " not 'sms spam'",
            "t.yaml:1: bundle: is missing",
            "t.yaml:3: feed.name: is missing",
            "t.yaml:3: feed.format: 'tvs' is not known; did you mean 'tsv'?",
            "t.yaml:4: feed.columns.text: is missing; name the text column or the channels",
            "t.yaml:4: feed.columns.txt: unknown key; did you mean 'text'?",
            "t.yaml:5: feed.shuffleSeed: must be a whole number from -999999999999999999 to"
                + " 999999999999999999, not 'many'",
            "t.yaml:6: feed.label.as: 'names' is not known; did you mean 'name'?",
            "t.yaml:7: classes: must be a list of names or {file: names.txt}",
            "t.yaml:9: train.head.hidden: must be a whole number from 1 to 65536, not '0'",
            "t.yaml:10: train.optimizer.adam.learningRate: must be a number from 1.0E-12 to"
                + " 1000.0, not '-1'",
            "t.yaml:11: train.batch: must be a whole number from 1 to 1000000, not '1.5'",
            "t.yaml:12: train.batch: is given twice, first in line 11",
            "t.yaml:13: serve.delivery: 'twice' is not known; known here: at-least-once,"
                + " exactly-once",
            "t.yaml:13: serve.maxWait: unknown key; known here: batch");
  }

  @Test
  void missingFileSaysSo(@TempDir Path folder) {
    Path file = folder.resolve("none.yaml");
    assertThatThrownBy(() -> TaskFile.read(file))
        .isInstanceOf(TaskFileException.class)
        .hasMessage(file + ": no such file; paths are relative to the working directory");
  }

  @Test
  void emptyFileAndBrokenYamlAndLatin1AreErrorsNotCrashes(@TempDir Path folder) throws IOException {
    assertThat(errors("")).containsExactly("t.yaml: is empty");
    assertThat(errors("task: [a\n")).singleElement().asString().startsWith("t.yaml:2: not YAML: ");
    assertThat(errors("just words")).singleElement().asString().contains("must be a map of keys");
    Path file = folder.resolve("latin.yaml");
    Files.write(file, "task: caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> TaskFile.read(file)).hasMessageContaining("is not UTF-8 text");
  }

  @Test
  void taskTravelsInAJobGraph() throws IOException {
    for (String file : List.of(SMS, CPU, YOLOX)) {
      try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
        out.writeObject(parse(file));
      }
    }
  }

  /** Whatever somebody writes: a task, or a list of errors; never another exception. */
  @Property(tries = 500)
  void aDamagedFileIsATaskOrAListOfErrors(
      @ForAll @IntRange(min = 0, max = 400) int at,
      @ForAll @IntRange(min = 0, max = 12) int length,
      @ForAll @StringLength(max = 6) String instead) {
    for (String file : List.of(SMS, CPU, YOLOX)) {
      int from = Math.min(at, file.length());
      int to = Math.min(from + length, file.length());
      String damaged = file.substring(0, from) + instead + file.substring(to);
      try {
        assertThat(parse(damaged).name()).isNotEmpty();
      } catch (TaskFileException e) {
        assertThat(e.problems()).isNotEmpty();
      }
    }
  }
}
