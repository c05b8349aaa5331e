package dev.millrace.ingest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PartitionTimesTest {

  private static final TopicPartition ONE = new TopicPartition("t", 0);
  private static final TopicPartition TWO = new TopicPartition("t", 1);
  private static final Set<TopicPartition> BOTH = Set.of(ONE, TWO);

  private final PartitionTimes times = new PartitionTimes(Duration.ofNanos(5_000));

  @Test
  void nothingIsPromisedBeforeEveryPartitionWithABacklogHasBeenHeardOf() {
    assertThat(times.floor(BOTH, part -> false)).isEmpty();
    times.saw(ONE, 100);
    assertThat(times.floor(BOTH, part -> false)).isEmpty();
    times.saw(TWO, 70);
    assertThat(times.floor(BOTH, part -> false)).hasValue(65);
  }

  @Test
  void aPartitionThatIsReadToItsEndHoldsNobodyUp() {
    times.saw(ONE, 100);
    assertThat(times.floor(BOTH, TWO::equals)).hasValue(95);
    times.saw(TWO, 30);
    assertThat(times.floor(BOTH, part -> true)).hasValue(95);
  }

  @Test
  void timeNeverGoesBack() {
    times.saw(ONE, 100);
    assertThat(times.floor(Set.of(ONE), part -> false)).hasValue(95);
    times.saw(TWO, 10);
    assertThat(times.floor(BOTH, part -> false)).hasValue(95);
  }

  @Test
  void aPartitionThatAnotherReaderTookIsForgotten() {
    times.saw(ONE, 100);
    times.saw(TWO, 10);
    assertThat(times.floor(Set.of(ONE), part -> false)).hasValue(95);
    assertThat(times.floor(BOTH, part -> false)).hasValue(95);
  }
}
