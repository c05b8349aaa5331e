package dev.millrace.inference.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.inference.operator.Arrivals.Ticket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ArrivalsTest {

  /** Names what leaves. */
  private static final class Log implements Arrivals.Exit {
    private final List<String> lines = new ArrayList<>();

    @Override
    public void scored(Scored scored) {
      lines.add(scored.counted().get(0));
    }

    @Override
    public void watermark(long time) {
      lines.add("watermark " + time);
    }
  }

  private record Finish(Ticket ticket, String name) {}

  @Property(tries = 200)
  void allLeaveInOrderOfArrivalWhateverIsFinishedFirst(
      @ForAll @IntRange(max = 40) int count, @ForAll long seed) {
    Random random = new Random(seed);
    Arrivals arrivals = new Arrivals();
    List<String> expected = new ArrayList<>();
    List<Finish> open = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (random.nextInt(4) == 0) {
        arrivals.addWatermark(i);
        expected.add("watermark " + i);
      } else {
        String name = "sample " + i;
        open.add(new Finish(arrivals.add(Fixtures.window(i)), name));
        expected.add(name);
      }
    }
    Collections.shuffle(open, random);
    Log log = new Log();
    for (Finish next : open) {
      arrivals.leaveInOrder(log);
      assertThat(log.lines).doesNotContain(next.name());
      next.ticket().finish(new Scored(List.of(), List.of(next.name())));
    }
    arrivals.leaveInOrder(log);
    assertThat(log.lines).isEqualTo(expected);
    assertThat(arrivals.size()).isZero();
  }
}
