package dev.millrace.inference.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.task.BundleManifest.ReadingInput;
import dev.millrace.schemas.task.BundleManifest.TextInput;
import org.junit.jupiter.api.Test;

class BatchSizeTest {

  private final TextInput text = new TextInput("ids", "mask", "types", 128);

  @Test
  void textsAreTakenByTheCrowdSinceOnlySomeAreAlike() {
    assertThat(BatchSize.of(8, text)).isEqualTo(new BatchSize(8, 64));
  }

  @Test
  void textsThatRunAloneAreTakenOneByOne() {
    assertThat(BatchSize.of(1, text)).isEqualTo(new BatchSize(1, 1));
  }

  @Test
  void whatIsAlwaysAlikeIsTakenARunAtATime() {
    assertThat(BatchSize.of(8, new ReadingInput())).isEqualTo(new BatchSize(8, 8));
  }

  @Test
  void aThreadLeavesTheOthersTheirShareOfACrowd() {
    BatchSize size = new BatchSize(8, 64);
    assertThat(size.takenOf(5, 2)).isEqualTo(8);
    assertThat(size.takenOf(41, 2)).isEqualTo(21);
    assertThat(size.takenOf(500, 2)).isEqualTo(64);
  }

  @Test
  void runThatIsLargerThanItsBatchIsRefused() {
    assertThatThrownBy(() -> new BatchSize(9, 8))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("8")
        .hasMessageContaining("9");
  }
}
