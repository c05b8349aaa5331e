package dev.millrace.trainer.autodiff;

import dev.millrace.models.graph.HeadGraph;

/**
 * Into how many shards a batch is cut. Gradients of shards are added in order, so their number
 * enters the last bits of a version: it depends on head and number of examples alone, never on the
 * processors of a machine or its load.
 */
@FunctionalInterface
interface Sharding {

  /** Every batch in one piece. */
  Sharding NONE = rows -> 1;

  /** As many as were measured to pay, on two processors. */
  int MOST = 2;

  /** {@link HeadWork} for which another thread was measured to be worth its wake-up. */
  long LEAST_WORK = 10_000_000;

  /** Shards of a batch of so many examples, at least 1 and no more than there are examples. */
  int shards(int rows);

  /** For a head as it trains. */
  static Sharding of(HeadGraph head) {
    HeadGraph current = OperatorSets.upgrade(head);
    HeadValues values = HeadInference.of(current.graph());
    if (!ExampleWise.holds(current, values)) {
      return NONE;
    }
    long work = Math.max(1, HeadWork.of(current, values));
    return rows -> {
      long worth = rows * work / LEAST_WORK;
      return (int) Math.max(1, Math.min(Math.min(worth, MOST), rows));
    };
  }
}
