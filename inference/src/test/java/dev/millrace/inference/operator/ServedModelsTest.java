package dev.millrace.inference.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.inference.operator.ServedModels.Version;
import dev.millrace.models.bundle.LearningModel;
import dev.millrace.models.runtime.Head;
import dev.millrace.models.runtime.OpenTensors;
import dev.millrace.models.runtime.SessionSettings;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ServedModelsTest {

  private static final LearningModel MODEL = Fixtures.sensorModel().learning().orElseThrow();
  private static final Head HEAD = Head.load(MODEL.head(), SessionSettings.DEFAULT);

  @AfterAll
  static void close() {
    HEAD.close();
  }

  private static Version version(long number) {
    return new Version(number, HEAD.load(MODEL.versionZero()));
  }

  @Test
  void lastLeaseFreesTheWeights() {
    long before = OpenTensors.count();
    ServedModels served = new ServedModels(version(1), version(2), 0.5);
    ServedModels lease = served.lease();
    served.close();
    assertThat(OpenTensors.count()).isGreaterThan(before);
    lease.close();
    assertThat(OpenTensors.count()).isEqualTo(before);
  }

  @Test
  void nothingIsLeasedAfterTheEnd() {
    ServedModels served = new ServedModels(version(1), null, 0);
    served.close();
    assertThatThrownBy(served::lease)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("version 1");
  }

  @Test
  void challengerAnswersItsFractionOfConsecutiveIds() {
    try (ServedModels served = new ServedModels(version(1), version(2), 0.1)) {
      long theirs =
          IntStream.range(0, 10_000)
              .filter(i -> served.challengerAnswers("sensor-17-" + i))
              .count();
      // Five standard deviations of a binomial.
      assertThat(theirs).isBetween(850L, 1_150L);
    }
  }

  @Test
  void withoutAChallengerNobodyElseAnswers() {
    try (ServedModels served = new ServedModels(version(1), null, 1)) {
      assertThat(served.challengerAnswers("any event")).isFalse();
    }
  }
}
