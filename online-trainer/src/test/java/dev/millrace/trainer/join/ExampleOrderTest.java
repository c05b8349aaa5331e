package dev.millrace.trainer.join;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ExampleOrderTest {

  private final List<String> given = new ArrayList<>();
  private final ExampleOrder<String> order = new ExampleOrder<>(0);

  private void receive(long sequence, String example) {
    given.add(sequence + ":" + example);
  }

  @Test
  void examplesComeByLabelTimeThenEventId() {
    order.add(20, "b", "20b");
    order.add(20, "a", "20a");
    order.add(10, "z", "10z");
    order.advance(21, this::receive);
    assertThat(given).containsExactly("0:10z", "1:20a", "2:20b");
  }

  @Test
  void examplesWaitUntilNoOlderOneCanFollow() {
    order.add(20, "a", "20a");
    order.advance(20, this::receive);
    assertThat(given).isEmpty();
    order.advance(21, this::receive);
    assertThat(given).containsExactly("0:20a");
  }

  @Test
  void lateExampleIsAppendedAtOnceAndTheNumbersStayGapFree() {
    order.add(20, "a", "20a");
    order.append("5x", this::receive);
    order.advance(Long.MAX_VALUE, this::receive);
    assertThat(given).containsExactly("0:5x", "1:20a");
    assertThat(order.next()).isEqualTo(2);
  }

  @Test
  void endGivesOutEvenTheLastMoment() {
    order.add(Long.MAX_VALUE, "a", "last");
    order.advance(Long.MAX_VALUE, this::receive);
    assertThat(given).containsExactly("0:last");
  }
}
