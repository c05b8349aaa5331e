package dev.millrace.inference.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.task.BundleManifest.ReadingInput;
import dev.millrace.schemas.task.BundleManifest.TextInput;
import org.junit.jupiter.api.Test;

class InFlightTest {

  private final TextInput text = new TextInput("ids", "mask", "types", 128);

  @Test
  void oneLongTextLeavesWorkForTheOtherThreads() {
    assertThat(InFlight.most(2, BatchSize.of(1, text), text)).isEqualTo(32);
  }

  @Test
  void largeBatchesFindTheNextOneFull() {
    assertThat(InFlight.most(2, BatchSize.of(8, text), text)).isEqualTo(144);
  }

  @Test
  void picturesAreFewSinceTheyAreLargeAndSlow() {
    assertThat(InFlight.most(2, BatchSize.alike(1), new ReadingInput())).isEqualTo(4);
  }
}
