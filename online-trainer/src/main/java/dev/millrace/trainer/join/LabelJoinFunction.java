package dev.millrace.trainer.join;

import dev.millrace.schemas.task.TrainSpec.JoinSpec;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Runs {@link LabelJoin} on Flink: features on input 1, labels on input 2, keyed by event id. One
 * event-time timer an event stands at the next moment at which something is decided; when nothing
 * waits any more, neither state nor timer is left.
 */
public final class LabelJoinFunction
    extends KeyedCoProcessFunction<String, Arrival, Arrival, JoinOutcome> {

  private static final long serialVersionUID = 1L;

  private final JoinSpec spec;
  private transient LabelJoin join;
  private transient ValueState<byte[]> waiting;
  private transient ValueState<Long> timer;

  /**
   * @param spec how long features and labels wait for each other
   */
  public LabelJoinFunction(JoinSpec spec) {
    this.spec = spec;
  }

  @Override
  public void open(OpenContext context) {
    join = new LabelJoin(spec);
    waiting =
        getRuntimeContext()
            .getState(
                new ValueStateDescriptor<>(
                    "waiting", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
    timer = getRuntimeContext().getState(new ValueStateDescriptor<>("timer", Types.LONG));
  }

  @Override
  public void processElement1(Arrival features, Context context, Collector<JoinOutcome> out)
      throws Exception {
    if (!features.isReadable()) {
      out.collect(JoinOutcome.unreadable(features));
      return;
    }
    JoinState state = read();
    join.features(state, features, context.timerService().currentWatermark(), out::collect);
    write(state, context.timerService());
  }

  @Override
  public void processElement2(Arrival label, Context context, Collector<JoinOutcome> out)
      throws Exception {
    if (!label.isReadable()) {
      out.collect(JoinOutcome.unreadable(label));
      return;
    }
    JoinState state = read();
    join.label(state, label, context.timerService().currentWatermark(), out::collect);
    write(state, context.timerService());
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<JoinOutcome> out)
      throws Exception {
    timer.clear();
    JoinState state = read();
    // The timer's own time and not the watermark, which may have jumped over several decisions.
    join.time(state, context.getCurrentKey(), timestamp, out::collect);
    write(state, context.timerService());
  }

  private JoinState read() throws Exception {
    byte[] bytes = waiting.value();
    return bytes == null ? new JoinState() : JoinState.decode(bytes);
  }

  private void write(JoinState state, TimerService timers) throws Exception {
    @Nullable Long standing = timer.value();
    if (state.isEmpty()) {
      waiting.clear();
      timer.clear();
      if (standing != null) {
        timers.deleteEventTimeTimer(standing);
      }
      return;
    }
    waiting.update(state.encode());
    long wake = join.wake(state);
    if (standing == null || standing != wake) {
      if (standing != null) {
        timers.deleteEventTimeTimer(standing);
      }
      timers.registerEventTimeTimer(wake);
      timer.update(wake);
    }
  }
}
