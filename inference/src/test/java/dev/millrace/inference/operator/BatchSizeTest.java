package dev.millrace.inference.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.task.BundleManifest.ReadingInput;
import dev.millrace.schemas.task.BundleManifest.TextInput;
import org.junit.jupiter.api.Test;

class BatchSizeTest {

  private final TextInput text = new TextInput("ids", "mask", "types", 128);

  @Test
  void textsArePreparedByTheCrowdSinceOnlySomeAreAlike() {
    assertThat(BatchSize.of(8, text).prepared(2)).isEqualTo(128);
  }

  @Test
  void textsThatRunAloneArePreparedOneByOne() {
    assertThat(BatchSize.of(1, text).prepared(2)).isEqualTo(1);
  }

  @Test
  void whatIsAlwaysAlikeIsPreparedARunAtATime() {
    assertThat(BatchSize.of(8, new ReadingInput()).prepared(2)).isEqualTo(8);
  }

  @Test
  void runOfNothingIsRefused() {
    assertThatThrownBy(() -> BatchSize.alike(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0");
  }
}
