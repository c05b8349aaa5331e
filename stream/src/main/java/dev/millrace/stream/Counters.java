package dev.millrace.stream;

import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.UnreadableRecord;
import dev.millrace.schemas.avro.Marker;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * Named counters of an operator, kept in its checkpointed state, so that after a failure they count
 * what was committed and nothing else.
 *
 * <p>Not thread-safe: used by the task thread alone.
 */
public final class Counters {

  private final ListState<Map<String, Long>> state;
  private final Map<String, Long> counts = new TreeMap<>();

  /**
   * Restores the counters. After a change of parallelism each counter is the sum of the states that
   * came to this subtask.
   *
   * @param store the operator's own state
   * @param names counters that are told from the start, at zero
   */
  public Counters(OperatorStateStore store, List<String> names) throws Exception {
    state =
        store.getListState(
            new ListStateDescriptor<>("counters", Types.MAP(Types.STRING, Types.LONG)));
    names.forEach(name -> counts.put(name, 0L));
    for (Map<String, Long> saved : state.get()) {
      saved.forEach((name, count) -> counts.merge(name, count, Long::sum));
    }
  }

  public void increment(String name) {
    add(name, 1);
  }

  public void add(String name, long times) {
    counts.merge(name, times, Long::sum);
  }

  /** The counters by name. */
  public Map<String, Long> values() {
    return Map.copyOf(counts);
  }

  /**
   * A marker that tells these counters too, besides its own.
   *
   * @param marker what an operator before this one wrote
   */
  public Outbound toldIn(Outbound marker, AvroCodec codec) {
    try {
      Marker told = codec.decode(marker.value(), Marker.class);
      Map<String, Long> all = new TreeMap<>(told.getCounters());
      all.putAll(counts);
      byte[] value = codec.encode(Marker.newBuilder(told).setCounters(all).build());
      return new Outbound(marker.topic(), marker.partition(), marker.key(), value);
    } catch (UnreadableRecord e) {
      throw new IllegalStateException("the job wrote a marker that can't be read", e);
    }
  }

  /** Puts the counters into the state of the checkpoint that is being made. */
  public void snapshot() throws Exception {
    state.update(List.of(new TreeMap<>(counts)));
  }
}
