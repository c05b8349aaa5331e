package dev.millrace.schemas.task;

import static dev.millrace.schemas.task.TaskFixtures.CPU;
import static dev.millrace.schemas.task.TaskFixtures.SMS;
import static dev.millrace.schemas.task.TaskFixtures.YOLOX;
import static dev.millrace.schemas.task.TaskFixtures.errors;
import static dev.millrace.schemas.task.TaskFixtures.parse;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the parts of a task must agree on. */
final class TaskChecksTest {

  /** A change to the SMS task, with {@code ;} for a line break, and the one error it must give. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[ham, spam] | [ham] | t.yaml:7: classes: must name at least 2 classes, not 1",
        "[ham, spam] | [ham, ham] | t.yaml:7: classes: names 'ham' twice",
        "[ham, spam] | [ham, ''] | t.yaml:7: classes: a class name is empty",
        "  label: {column: Label}; | ; | t.yaml:3: feed.label: is missing; a task that trains needs"
            + " labels",
        "{column: Label} | logLevel | t.yaml:6: feed.label: logLevel is only for the format"
            + " process-log",
        "{column: Label} | {future: a, ahead: 1s} | t.yaml:6: feed.label: future is only for sensor"
            + " feeds",
        "{column: Label} | {files: [a], as: index} | t.yaml:6: feed.label: has 1 label files for 0"
            + " files",
        "{column: Label} | {column: SMS} | t.yaml:5: feed.columns.text: 'SMS' is the label column;"
            + " the model must not see it",
        "{column: Label} | {column: Label, as: value} | t.yaml:7: classes: is only for tasks that"
            + " predict classes or find objects; drop it",
        "train: | decode: {regression: [x]};train: | t.yaml:6: feed.label: must be 'as: value',"
            + " since the task predicts values",
        "{text: SMS} | {text: SMS, channels: [a]} | t.yaml:5: feed.columns.channels: is given"
            + " beside text; a feed has one or the other",
        "{text: SMS} | {source: SMS} | t.yaml:5: feed.columns.text: is missing; name the text"
            + " column or the channels",
        "  columns: {text: SMS}; | ; | t.yaml:3: feed.columns: is missing; name the text column or"
            + " the channels",
        "{text: SMS} | {channels: [a]} | t.yaml:1: window: is missing; a sensor feed needs {length:"
            + " readings}",
        "train: | window: {length: 2, channels: [a]};train: | t.yaml:9: window: is only for sensor"
            + " feeds; drop it",
        "  head: linear; | ; | t.yaml:11: train.head: is missing; write 'head: linear', or name"
            + " 'parameters' of the model",
        "  head: linear | 'head: linear;  parameters: \"a*\"' | t.yaml:11: train.parameters: is"
            + " given beside head; train a fresh head or parameters of the model",
        "batch: 1 | loss: mean-squared-error | t.yaml:11: train.loss: must be"
            + " softmax-cross-entropy, sigmoid-cross-entropy or hinge, since the task predicts"
            + " classes",
        "batch: 1 | loss: {softmax-cross-entropy: {classWeights: [1]}} | t.yaml:11:"
            + " train.loss.softmax-cross-entropy.classWeights: has 1 weights for 2 classes; give"
            + " one for each, in the order of the classes",
        "batch: 1 | loss: {softmax-cross-entropy: {labelSmoothing: 1}} | t.yaml:11:"
            + " train.loss.softmax-cross-entropy.labelSmoothing: must be a number from 0.0 to"
            + " 0.9999999999999999, not '1'",
        "batch: 1 | loss: {hinge: {margins: 1}} | t.yaml:11: train.loss.hinge.margins: unknown key;"
            + " did you mean 'margin'?",
        "batch: 1 | loss: {objective: [{name: a, loss: hinge}]} | t.yaml:11: train.loss: an"
            + " objective trains a model's own parameters; drop head and name them",
        "batch: 1 | exampleWeight: label | t.yaml:6: feed.label: has no weight, and"
            + " train.exampleWeight wants one; write {column: COLUMN, weight: COLUMN}",
        "{column: Label} | {column: Label, weight: w} | t.yaml:6: feed.label: has a weight, which"
            + " needs 'exampleWeight: label' below train",
        "{column: Label} | {files: [a], weight: w} | t.yaml:6: feed.label.weight: is only for"
            + " column, which it lies beside",
        "batch: 1 | batch: 0 | t.yaml:11: train.batch: must be a whole number from 1 to 1000000,"
            + " not '0'",
        "batch: 1 | optimizer: {} | t.yaml:11: train.optimizer.adam: is missing; write {adam:"
            + " {learningRate: 0.01}} or {sgd: {learningRate: 0.1}}",
        "batch: 1 | optimizer: sgd | t.yaml:11: train.optimizer: needs settings; write {adam:"
            + " {learningRate: 0.01}} or {sgd: {learningRate: 0.1}}",
        "batch: 1 | optimizer: adma | t.yaml:11: train.optimizer: 'adma' is not known; did you"
            + " mean 'adam'?",
        "batch: 1 | optimizer: {rmsprop: {}, adam: {}} | t.yaml:11: train.optimizer.rmsprop: is"
            + " given beside adam; drop one of them",
        "batch: 1 | optimizer: {momentum: {momentum: 1}} | t.yaml:11:"
            + " train.optimizer.momentum.momentum: must be a number from 0.0 to"
            + " 0.9999999999999999, not '1'",
        "batch: 1 | optimizer: {ftrl: {beta: 0}} | t.yaml:11: train.optimizer.ftrl.beta: must be a"
            + " number from 1.0E-12 to 1000.0, not '0'",
        "batch: 1 | schedule: cosine | t.yaml:11: train.schedule: needs settings; write constant or"
            + " {warmUp: {steps: 100}}",
        "batch: 1 | schedule: {cosine: {step: 5}} | t.yaml:11: train.schedule.cosine.steps: is"
            + " missing",
        "batch: 1 | 'optimizer: ftrl;  schedule: {warmUp: {steps: 5}}' | t.yaml:12: train.schedule:"
            + " is not for ftrl, which has a rate of its own for each weight; drop it",
        "batch: 1 | dropout: 0.5 | t.yaml:11: train.dropout: needs a hidden layer; write 'head:"
            + " {hidden: 64}' or drop it",
        "batch: 1 | dropout: 1 | t.yaml:11: train.dropout: must be a number from 0.0 to 0.99, not"
            + " '1'",
        "batch: 1 | clip: {norm: 0} | t.yaml:11: train.clip.norm: must be a number from 1.0E-9 to"
            + " 1.0E9, not '0'",
        "batch: 1 | regularize: {l3: 1} | t.yaml:11: train.regularize.l3: unknown key; did you mean"
            + " 'l1'?",
        "batch: 1 | 'optimizer: ftrl;  regularize: {weightDecay: 0.1}' | t.yaml:12:"
            + " train.regularize.weightDecay: is not for ftrl; use its own l1 and l2",
        "batch: 1 | privacy: {secret: 0123456789abcdef} | t.yaml:11: train.privacy.noise: is"
            + " missing",
        "batch: 1 | privacy: {noise: 1, secret: short} | t.yaml:11: train.privacy.secret: must have"
            + " at least 16 characters; take random ones and keep them to yourself",
        "batch: 1 | gate: {window: 5} | t.yaml:11: train.gate.window: minimum 20 is above window 5",
        "name: sms | name: labels | t.yaml:3: feed.name: 'labels' is the way in for labels; choose"
            + " another name",
        "format: tsv | format: lines | t.yaml:5: feed.columns: is only for csv, tsv, jsonl,"
            + " recording, mqtt and kafka; drop it",
        "format: tsv | format: tsv;  topics: [/imu] | t.yaml:5: feed.topics: is only for the format"
            + " recording; drop it",
        "format: tsv | format: recording | t.yaml:3: feed.topics: is missing; name the recorded"
            + " topics, `replay --info` lists them",
        "format: tsv | format: recording;  topics: [/chat] | t.yaml:7: feed.label: column is only"
            + " for csv, tsv and jsonl",
        "format: tsv | format: tsv;  separator: ab | t.yaml:5: feed.separator: must be one"
            + " character, neither a quote nor a line break, not 'ab'",
        "format: tsv | format: tsv;  time: {column: t, step: 1s} | t.yaml:5: feed.time.step: is"
            + " given beside column; rows are timed by one or the other",
        "format: tsv | format: tsv;  time: {pattern: yyyy} | t.yaml:5: feed.time.pattern: needs"
            + " column, which names the column with the time",
        "format: tsv | format: tsv;  time: {column: t, pattern: 'b{'} | t.yaml:5:"
            + " feed.time.pattern: must be a date and time pattern such as yyyy-MM-dd HH:mm:ss, or"
            + " epochMillis, not 'b{'",
        "format: tsv | format: tsv;  labelDelay: soon | t.yaml:5: feed.labelDelay: must be a number"
            + " of events such as '500 events', or a duration such as 10s, not 'soon'",
      })
  void textTask(String from, String to, String error) {
    assertThat(errors(SMS, lines(from), lines(to))).first().isEqualTo(error);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "window: {length: 40, channels: [cpu, memory]}; | ; | t.yaml:1: window: is missing; a"
            + " sensor feed needs {length: readings}",
        "channels: [cpu, memory] | target: cpu | t.yaml:7: window.channels: is missing; this feed"
            + " does not say which channels it has",
        "[cpu, memory] | [cpu, cpu] | t.yaml:7: window.channels: names a channel twice",
        "memory]} | memory], target: disk} | t.yaml:7: window.target: 'disk' is no channel of the"
            + " feed, which has cpu, memory",
        "length: 40 | length: 0 | t.yaml:7: window.length: must be a whole number from 1 to"
            + " 100000, not '0'",
        ", ahead: 10s | '' | t.yaml:5: feed.label.ahead: is missing",
        "ahead: 10s | ahead: 0s | t.yaml:5: feed.label.ahead: must be a duration above zero, for"
            + " example 10s, 5ms, 2h or 30d, not '0s'",
        "host-telemetry | host-telemetry;  files: [a] | t.yaml:5: feed.files: is only for"
            + " recorded files; drop it",
        "train: | decode: {regression: [cpu, memory]};train: | t.yaml:8: decode: names 2 values,"
            + " but a label has one",
        "train: | decode: vector;train: | t.yaml:5: feed.label: is a value, but the task does not"
            + " predict values",
      })
  void sensorTask(String from, String to, String error) {
    assertThat(errors(CPU, lines(from), lines(to))).first().isEqualTo(error);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "classes: [cat, dog]; | ; | t.yaml:1: classes: is missing, and the bundle has no 'labels'"
            + " file",
        "width: 416 | width: 0 | t.yaml:7: bundle.input.image.width: must be a whole number from 1"
            + " to 8192, not '0'",
        "height: 416 | height: 416, mean: [1, 2] | t.yaml:7: bundle.input.image.mean: must have a"
            + " number for each of the 3 channels, not 2",
        "height: 416 | height: 416, fit: topleft | t.yaml:7: bundle.input.image.fit: 'topleft' is"
            + " not known; did you mean 'topLeft'?",
        "a.onnx | {path: a.onnx, sha256: abc} | t.yaml:5: bundle.files.model.sha256: must be 64"
            + " hexadecimal digits, not 'abc'",
        "decode: yolox | decode: {yolox: {iou: 1.5}} | t.yaml:8: decode.yolox.iou: must be a number"
            + " from 0.0 to 1.0, not '1.5'",
        "decode: yolox | decode: {yolox: {}, regression: [a]} | t.yaml:8: decode.regression: stands"
            + " beside another decoder; a task has one",
        "decode: yolox | decode: regression | t.yaml:8: decode: needs names for its values:"
            + " {regression: [name]}",
      })
  void pictureTask(String from, String to, String error) {
    assertThat(errors(YOLOX, lines(from), lines(to))).first().isEqualTo(error);
  }

  @Test
  void detectorCannotBeTrained() {
    String training =
        YOLOX.replace("format: images", "format: topic-image") + "train: {head: linear}\n";
    assertThat(errors(training))
        .containsExactly(
            "t.yaml:10: train: needs decode: classes or regression; others cannot be trained");
  }

  @Test
  void logLevelsMustBeLevels() {
    String logs =
        """
        task: logs
        feed: {name: log, format: process-log, label: logLevel}
        classes: [INFO, LOUD]
        bundle: minilm-l6-v2-int8
        train: {head: linear}
        """;
    assertThat(errors(logs))
        .containsExactly("t.yaml:3: classes: must be log levels: TRACE, DEBUG, INFO, WARN, ERROR");
  }

  @Test
  void weightOfAnExampleMayLieInAColumn() {
    String weighted =
        SMS.replace("{column: Label}", "{column: Label, weight: w}") + "  exampleWeight: label\n";
    Task task = parse(weighted);
    assertThat(task.feed().labels())
        .isEqualTo(new LabelSpec.InColumn("Label", LabelSpec.As.NAME, "w"));
    assertThat(task.train().orElseThrow().loss())
        .isEqualTo(new LossSpec.Weighted(LossSpec.SOFTMAX_CROSS_ENTROPY));
  }

  @Test
  void labelsOfATopicFeedMayComeByTheLabelTopicAlone() {
    String external =
        SMS.replace("format: tsv", "format: topic-text")
            .replace("  columns: {text: SMS}\n", "")
            .replace("  label: {column: Label}\n", "");
    assertThat(parse(external).learns()).isTrue();
  }

  @Test
  void partsOfAnObjectiveMustFitTheirTruths() {
    String parts =
        SMS.replace("head: linear", "parameters: \"*\"")
            + "  loss:\n"
            + "    objective:\n"
            + "      - {name: a, loss: hinge, weight: -1}\n"
            + "      - {name: a, loss: softmax-cross-entropy, truth: 1}\n";
    assertThat(errors(parts))
        .containsExactly(
            "t.yaml:15: train.loss.objective[1].loss: must be mean-squared-error, huber or"
                + " sigmoid-cross-entropy, since the task predicts values",
            "t.yaml:15: train.loss.objective[1]: names a part 'a' again; give each its own name");
  }

  private static String lines(String text) {
    return text == null ? "" : text.replace(";  ", "\n  ").replaceAll(";(?=[a-z]|$)", "\n");
  }
}
