package dev.millrace.trainer.join;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class PausableOrderTest {

  private final List<String> given = new ArrayList<>();
  private final PausableOrder<String> order = new PausableOrder<>(0);

  private void receive(long sequence, String example) {
    given.add(sequence + ":" + example);
  }

  @Test
  void pausedOrderGivesNothingOutAndGoesOnWhereItWas() {
    order.add(10, "a", "10a");
    order.pause();
    order.reach(20);
    assertThat(order.give(Integer.MAX_VALUE, this::receive)).isFalse();
    order.append("5late", this::receive);
    order.add(25, "b", "25b");
    order.reach(30);
    assertThat(given).isEmpty();
    order.resume();
    assertThat(order.give(2, this::receive)).isFalse();
    assertThat(given).containsExactly("0:10a", "1:5late");
    assertThat(order.give(2, this::receive)).isTrue();
    assertThat(given).containsExactly("0:10a", "1:5late", "2:25b");
  }

  @Property(tries = 300)
  void pausesNeverChangeWhichComesAfterWhich(@ForAll long seed) {
    assertThat(play(new Random(seed), new Random(~seed))).isEqualTo(play(new Random(seed), null));
  }

  /** Examples and watermarks at random; pauses from another generator, or none. */
  private static List<String> play(Random input, Random pauses) {
    List<String> all = new ArrayList<>();
    PausableOrder<String> order = new PausableOrder<>(0);
    ExampleOrder.Receiver<String> receiver =
        (sequence, example) -> all.add(sequence + ":" + example);
    long watermark = 0;
    for (int i = 0; i < 100; i++) {
      long time = input.nextInt(200);
      if (input.nextInt(3) == 0) {
        watermark = Math.max(watermark, time);
        order.reach(watermark);
      } else if (time >= watermark) {
        order.add(time, "e" + i, time + "e" + i);
      } else {
        order.append("late" + i, receiver);
      }
      if (pauses == null) {
        order.give(Integer.MAX_VALUE, receiver);
        continue;
      }
      if (pauses.nextInt(6) == 0) {
        order.pause();
      } else if (pauses.nextInt(4) == 0) {
        order.resume();
      }
      order.give(order.paused() ? 1 : 1 + pauses.nextInt(5), receiver);
    }
    order.reach(Long.MAX_VALUE);
    order.resume();
    order.give(Integer.MAX_VALUE, receiver);
    return all;
  }
}
