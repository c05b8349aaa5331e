package dev.millrace.inference.operator;

import static dev.millrace.inference.operator.Fixtures.alias;
import static dev.millrace.inference.operator.Fixtures.decided;
import static dev.millrace.inference.operator.Fixtures.patch;
import static dev.millrace.inference.operator.Fixtures.published;
import static dev.millrace.inference.operator.Fixtures.version;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.models.bundle.LearningModel;
import dev.millrace.models.runtime.Head;
import dev.millrace.models.runtime.SessionSettings;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class FlatMemoryTest {

  private static final LearningModel MODEL = Fixtures.sensorModel().learning().orElseThrow();
  private static final int WARM_UP = 20_000;
  private static final int SWAPS = 100_000;

  /** Compiled code and the allocator's own slack; 100 bytes a swap would be 10 MB. */
  private static final double MOST_GROWTH = 8;

  @Test
  void hundredThousandSwapsOfAPatchLeaveResidentMemoryFlat() throws IOException {
    NativeMemory.assume();
    try (Head head = Head.load(MODEL.head(), SessionSettings.DEFAULT);
        ModelSwitch models =
            new ModelSwitch("motion", MODEL.bundleDigest(), head, MODEL.versionZero())) {
      models.accept(published(version(MODEL, 1, patch(MODEL, 1)).build()));
      models.accept(published(version(MODEL, 2, patch(MODEL, 2)).build()));
      swap(models, 0, WARM_UP);
      NativeMemory.fillHeap();
      double before = NativeMemory.megabytes();
      swap(models, WARM_UP, SWAPS);
      assertThat(NativeMemory.megabytes() - before).isLessThan(MOST_GROWTH);
    }
  }

  /** Swaps while the batch before still holds the old weights, as on a running task. */
  private static void swap(ModelSwitch models, int from, int swaps) {
    ServedModels running = models.current();
    for (int i = from; i < from + swaps; i++) {
      long number = 1L + i % 2;
      assertThat(models.accept(decided(i, alias(number).build()))).isTrue();
      running.close();
      running = models.current();
    }
    running.close();
  }
}
