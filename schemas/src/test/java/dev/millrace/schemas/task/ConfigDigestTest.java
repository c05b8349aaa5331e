package dev.millrace.schemas.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The name of a task's training settings. */
final class ConfigDigestTest {

  private static final String SMS = TaskFixtures.SMS;

  private static String digest(String from, String to) {
    assertThat(SMS).contains(from);
    return ConfigDigest.of(TaskFixtures.parse(SMS.replace(from, to)));
  }

  @Test
  void canonicalTextStaysAsItIs() {
    assertThat(ConfigDigest.canonicalText(TaskFixtures.parse(SMS)))
        .isEqualTo(
            """
            millrace training settings 1
            classes 3:ham 4:spam
            decode 7:classes
            parameters 0:
            head 7:softmax 1:0 1:2
            loss 21:softmax_cross_entropy
            optimizer 4:adam 20:0x1.47ae147ae147bp-7 20:0x1.ccccccccccccdp-1\
             20:0x1.ff7ced916872bp-1 21:0x1.5798ee2308c3ap-27
            batch 1:1
            publishEvery 3:100
            seed 2:42
            """);
  }

  @Test
  void sgdKeepsTheLineOfTheFirstDigests() {
    String sgd = SMS.replace("batch: 1", "optimizer: {sgd: {learningRate: 0.5}}");
    assertThat(ConfigDigest.canonicalText(TaskFixtures.parse(sgd)))
        .contains("optimizer 3:sgd 8:0x1.0p-1 7:0x0.0p0 7:0x0.0p0 7:0x0.0p0\n");
  }

  @Test
  void digestIsThatOfTheCanonicalText() {
    assertThat(ConfigDigest.of(TaskFixtures.parse(SMS))).isEqualTo(GOLDEN);
  }

  /** {@code sha256sum} of the text above. */
  private static final String GOLDEN =
      "75f7af0c4cc6e83355856afc4451ee3640db227501f95bc373a0aa5334305acf";

  @Test
  void everyTrainingSettingChangesTheDigest() {
    List<String> digests =
        List.of(
            digest("spam]", "spam]"),
            digest("[ham, spam]", "[spam, ham]"),
            digest("[ham, spam]", "[ham s, pam]"),
            digest("linear", "{hidden: 4}"),
            digest("batch: 1", "batch: 2"),
            digest("batch: 1", "seed: 43"),
            digest("batch: 1", "publishEvery: 10"),
            digest("batch: 1", "optimizer: {sgd: {learningRate: 0.01}}"),
            digest("batch: 1", "optimizer: {adam: {learningRate: 0.02}}"),
            digest("batch: 1", "optimizer: {adam: {beta1: 0.8}}"),
            digest("batch: 1", "optimizer: adamw"),
            digest("batch: 1", "regularize: {l1: 0.1}"),
            digest("batch: 1", "regularize: {l2: 0.1}"),
            digest("batch: 1", "clip: {norm: 1}"),
            digest("batch: 1", "clip: {value: 1}"),
            digest("batch: 1", "privacy: {noise: 1, secret: 0123456789abcdef}"),
            digest("batch: 1", "privacy: {noise: 2, secret: 0123456789abcdef}"),
            digest("batch: 1", "loss: hinge"),
            digest("batch: 1", "loss: {hinge: {margin: 2}}"),
            digest("batch: 1", "loss: {softmax-cross-entropy: {labelSmoothing: 0.1}}"),
            digest("batch: 1", "loss: {softmax-cross-entropy: {classWeights: [1, 2]}}"),
            digest("batch: 1", "optimizer: momentum"),
            digest("batch: 1", "optimizer: nesterov"),
            digest("batch: 1", "schedule: {warmUp: {steps: 10}}"),
            digest("batch: 1", "schedule: {inverseSquareRoot: {warmUp: 10}}"),
            digest("head: linear", "parameters: \"a*\""));
    assertThat(digests).doesNotHaveDuplicates();
  }

  @Test
  void whatDoesNotChangeWhatIsLearnedFromTheLogKeepsTheDigest() {
    String same = digest("batch: 1", "batch: 1");
    assertThat(digest("task: sms-spam", "task: other")).isEqualTo(same);
    assertThat(digest("name: sms", "name: texts")).isEqualTo(same);
    assertThat(digest("batch: 1", "gate: {tolerance: 0.5}")).isEqualTo(same);
    assertThat(digest("batch: 1", "join: {labelRetention: 2d}")).isEqualTo(same);
    assertThat(digest("batch: 1", "privacy: {noise: 1, secret: 0123456789abcdef}"))
        .isEqualTo(digest("batch: 1", "privacy: {noise: 1, secret: fedcba9876543210}"));
  }

  @Test
  void taskThatDoesNotTrainHasNoDigest() {
    assertThatThrownBy(() -> ConfigDigest.of(TaskFixtures.parse(TaskFixtures.YOLOX)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("yolox does not train");
  }
}
