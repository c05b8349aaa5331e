package dev.millrace.stream;

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
    counts.merge(name, 1L, Long::sum);
  }

  /** The counters by name. */
  public Map<String, Long> values() {
    return Map.copyOf(counts);
  }

  /** Puts the counters into the state of the checkpoint that is being made. */
  public void snapshot() throws Exception {
    state.update(List.of(new TreeMap<>(counts)));
  }
}
