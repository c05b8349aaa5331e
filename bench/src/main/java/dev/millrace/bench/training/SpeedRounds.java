package dev.millrace.bench.training;

import dev.millrace.bench.Spread;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/** Turns of both sides at one case: this engine, PyTorch on one thread, PyTorch on two. */
final class SpeedRounds {

  static final String HEADING =
      "| model | batch | µs a step | steps/s | examples/s | PyTorch µs, 1 thread | 2 threads"
          + " | times PyTorch's rate | goal | CPU, 1 thread / ours |\n"
          + "|---|---|---|---|---|---|---|---|---|---|";

  /** So small that the weights stay where they are, and the work the same. */
  private static final double RATE = 1e-7;

  /** The first turns of a side are compiled, and find their memory. */
  private static final int WARM_UPS = 4;

  private static final int FIRST_STEPS = 20;

  private final SpeedCase measured;
  private final double seconds;
  private final Side ours;
  private final List<Side> torch;

  /** Makes so many steps. */
  private interface Steps {
    Turn make(int count) throws IOException;
  }

  private static final class Side {
    private final Steps steps;
    private final List<Turn> turns = new ArrayList<>();
    private int count = FIRST_STEPS;

    Side(Steps steps) {
      this.steps = steps;
    }

    /** Finds how many steps fill a turn. */
    void warmUp(double seconds) throws IOException {
      for (int i = 0; i < WARM_UPS; i++) {
        long nanos = Math.max(1, steps.make(count).nanos());
        count = (int) Math.max(FIRST_STEPS, seconds * 1e9 * count / nanos);
      }
    }

    void turn() throws IOException {
      turns.add(steps.make(count));
    }

    double micros(int round, ToLongFunction<Turn> time) {
      return time.applyAsLong(turns.get(round)) / 1e3 / count;
    }

    Spread micros() {
      return spread(turns.size(), round -> micros(round, Turn::nanos));
    }
  }

  private interface OfRound {
    double at(int round);
  }

  /**
   * @param seconds length of a turn
   */
  SpeedRounds(SpeedCase measured, double seconds, EngineSteps engine, TorchProcess torch) {
    this.measured = measured;
    this.seconds = seconds;
    this.ours = new Side(count -> engine.steps(count, RATE));
    this.torch =
        List.of(
            new Side(count -> torch.steps(1, count, RATE)),
            new Side(count -> torch.steps(2, count, RATE)));
  }

  void measure(int rounds) throws IOException {
    ours.warmUp(seconds);
    for (Side side : torch) {
      side.warmUp(seconds);
    }
    for (int round = 0; round < rounds; round++) {
      ours.turn();
      for (Side side : torch) {
        side.turn();
      }
    }
  }

  /** A line of the table: medians over the rounds, with smallest and largest. */
  String line() {
    double micros = ours.micros().median();
    Spread ratio = ratio(best(), Turn::nanos);
    return String.format(
        Locale.ROOT,
        "| %s | %d | %s | %.0f | %.0f | %s | %s | %s | %s%s | %s |",
        measured.model(),
        measured.batch(),
        ours.micros().text(1),
        1e6 / micros,
        1e6 * measured.batch() / micros,
        torch.get(0).micros().text(0),
        torch.get(1).micros().text(0),
        ratio.text(1),
        measured.goal(),
        ratio.median() >= measured.goal() ? "" : ", short",
        ratio(torch.get(0), Turn::cpu).text(1));
  }

  /** PyTorch with the number of threads that suits it. */
  private Side best() {
    return torch.get(0).micros().median() <= torch.get(1).micros().median()
        ? torch.get(0)
        : torch.get(1);
  }

  private Spread ratio(Side theirs, ToLongFunction<Turn> time) {
    return spread(
        ours.turns.size(), round -> theirs.micros(round, time) / ours.micros(round, time));
  }

  private static Spread spread(int rounds, OfRound value) {
    return Spread.of(IntStream.range(0, rounds).mapToObj(value::at).toList());
  }
}
