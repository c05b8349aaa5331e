package dev.millrace.inference.fuse;

import dev.millrace.schemas.avro.Prediction;
import dev.millrace.schemas.task.FuseSpec;
import dev.millrace.schemas.task.FuseSpec.AnySource;
import dev.millrace.stream.Outbound;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Predictions in their order, until it is known what their sensors read at their time. Markers
 * stand in the same queue, so none overtakes what it speaks of.
 *
 * <p>Not thread-safe; knows neither Flink nor a clock.
 */
final class Fusion {

  private record Item(
      AsOf asOf, FuseSpec spec, boolean unmarked, boolean endless, long waitMillis) {}

  /** Something that leaves in its turn; a marker has no prediction. */
  private record Held(Outbound record, @Nullable Prediction prediction, long sinceMillis) {
    int bytes() {
      byte[] value = record.value();
      return value == null ? 0 : value.length;
    }
  }

  /** What became of a prediction's values. */
  enum Result {
    /** All are there. */
    FUSED,
    /** One has no reading near enough. */
    MISSING,
    /** One was not waited for any longer. */
    GAVE_UP,
    /** One was asked for after its readings had been forgotten. */
    LATE
  }

  /** Where predictions and markers go. */
  interface Exit {

    /**
     * A prediction leaves.
     *
     * @param values by name; what has none is absent
     */
    void prediction(Prediction prediction, Map<String, Double> values, Result result);

    /** A marker leaves behind all predictions that came before it. */
    void marker(Outbound marker);
  }

  private final FusionSpec spec;
  private final List<Item> items = new ArrayList<>();
  private final FusionBuffer buffer;
  private final Deque<Held> held = new ArrayDeque<>();
  private final TreeMap<Long, Integer> times = new TreeMap<>();
  private final long within;
  private long heldBytes;
  private long dropped;
  private long readingsPassed = FusionTime.NOTHING;
  private long eventsPassed = FusionTime.NOTHING;

  Fusion(FusionSpec spec) {
    this.spec = spec;
    this.buffer = new FusionBuffer(spec.mostReadings());
    this.within = FusionTime.micros(spec.within());
    for (FuseSpec item : spec.items()) {
      FusedFeed feed = spec.feed(item.feed());
      items.add(
          new Item(
              AsOf.of(item, feed),
              item,
              feed.unmarked(),
              feed.endless(),
              item.lateness().toMillis()));
    }
  }

  /** What a reading does. */
  enum Taken {
    HELD,
    /** Its feed's markers had passed it. */
    LATE
  }

  /** Takes a reading; of a feed with markers it must not lie before them. */
  Taken reading(FusedReading reading) {
    FusedFeed feed = spec.feed(reading.feed());
    if (reading.time() < readingsPassed && !feed.unmarked()) {
      return Taken.LATE;
    }
    if (feed.keys().contains(FusedFeed.Key.OWN)) {
      dropped += buffer.add(reading);
    }
    if (feed.keys().contains(FusedFeed.Key.ANY)) {
      dropped += buffer.add(reading, AnySource.ID);
    }
    return Taken.HELD;
  }

  /** How many readings were forgotten early since this was last asked. */
  long takeDropped() {
    long taken = dropped;
    dropped = 0;
    return taken;
  }

  /** No reading of a feed with markers follows before this time, microseconds. */
  void readingsPassed(long time) {
    readingsPassed = Math.max(readingsPassed, time);
  }

  /** No event follows before this time, microseconds. */
  void eventsPassed(long time) {
    eventsPassed = Math.max(eventsPassed, time);
    forget();
  }

  /** Takes a prediction that came at a moment of the clock, milliseconds. */
  void prediction(Outbound record, Prediction prediction, long nowMillis) {
    hold(new Held(record, prediction, nowMillis));
    if (spec.unmarkedEvents()) {
      long slack = FusionTime.micros(spec.lateness());
      eventsPassed = Math.max(eventsPassed, FusionTime.before(prediction.getEventTime(), slack));
    }
  }

  void marker(Outbound record) {
    hold(new Held(record, null, 0));
  }

  private void hold(Held one) {
    held.add(one);
    heldBytes += one.bytes();
    if (one.prediction() != null) {
      times.merge(one.prediction().getEventTime(), 1, Integer::sum);
    }
  }

  private void release(Held one) {
    held.remove();
    heldBytes -= one.bytes();
    if (one.prediction() != null) {
      times.computeIfPresent(
          one.prediction().getEventTime(), (time, count) -> count == 1 ? null : count - 1);
    }
  }

  /**
   * Lets all leave up to the first prediction whose values are not known yet.
   *
   * @param nowMillis moment of the clock; it counts only for feeds that may fall silent
   */
  void leaveInOrder(long nowMillis, Exit exit) {
    boolean left = false;
    for (Held first = held.peek(); first != null; first = held.peek()) {
      Prediction prediction = first.prediction();
      if (prediction == null) {
        exit.marker(first.record());
      } else {
        Values values = values(prediction, nowMillis - first.sinceMillis());
        if (values == null) {
          break;
        }
        exit.prediction(prediction, values.byName(), values.result());
      }
      release(first);
      left = true;
    }
    if (left) {
      forget();
    }
  }

  private record Values(Map<String, Double> byName, Result result) {}

  /** The values of a prediction; null while one of them is open. */
  private @Nullable Values values(Prediction prediction, long waitedMillis) {
    Map<String, Double> byName = new TreeMap<>();
    Result worst = Result.FUSED;
    for (Item item : items) {
      Result result = value(item, prediction, waitedMillis, byName);
      if (result == null) {
        return null;
      }
      worst = result.compareTo(worst) > 0 ? result : worst;
    }
    return new Values(byName, worst);
  }

  private @Nullable Result value(
      Item item, Prediction prediction, long waitedMillis, Map<String, Double> byName) {
    long time = prediction.getEventTime();
    String source = item.spec().partner().of(prediction.getSourceId(), prediction.getAttributes());
    if (source == null) {
      return Result.MISSING;
    }
    if (time - item.asOf().within() < buffer.floor()) {
      return Result.LATE;
    }
    Readings readings = buffer.of(item.spec().feed(), source);
    AsOf.Answer answer = item.asOf().at(readings, time, passed(item, readings));
    if (answer instanceof AsOf.Found found) {
      for (int i = 0; i < found.values().length; i++) {
        byName.put(item.asOf().names().get(i), found.values()[i]);
      }
      return Result.FUSED;
    }
    if (answer instanceof AsOf.Missing) {
      return Result.MISSING;
    }
    boolean waitedLong = item.endless() && waitedMillis >= item.waitMillis();
    return waitedLong || heldBytes > spec.mostHeldBytes() ? Result.GAVE_UP : null;
  }

  /** Without markers a source's own order is all there is to go by. */
  private long passed(Item item, @Nullable Readings readings) {
    if (!item.unmarked()) {
      return readingsPassed;
    }
    return readings == null ? FusionTime.NOTHING : readings.newest() + 1;
  }

  /** Readings are kept for the oldest event that is held or can still come. */
  private void forget() {
    long oldest = times.isEmpty() ? eventsPassed : Math.min(eventsPassed, times.firstKey());
    long next = FusionTime.before(oldest, within);
    // All sources are looked through, so not for every event.
    if (buffer.floor() == FusionTime.NOTHING || next - buffer.floor() > within / 4) {
      buffer.forgetBefore(next);
    }
  }

  /** The predictions that wait, in their order. */
  List<Outbound> waiting() {
    return held.stream().filter(one -> one.prediction() != null).map(Held::record).toList();
  }

  /** The readings that are held. */
  List<FusedReading> readings() {
    return buffer.all();
  }

  /** Nothing before this is held any more, microseconds. */
  long floor() {
    return buffer.floor();
  }

  /** Goes on from a floor of a checkpoint. */
  void restoreFloor(long floor) {
    buffer.forgetBefore(floor);
  }
}
