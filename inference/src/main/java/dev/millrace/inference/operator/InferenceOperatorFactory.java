package dev.millrace.inference.operator;

import dev.millrace.stream.Inbound;
import dev.millrace.stream.Outbound;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.legacy.YieldingOperatorFactory;

/** Makes an {@link InferenceOperator} where it runs, with the mailbox of its task. */
public final class InferenceOperatorFactory extends AbstractStreamOperatorFactory<Outbound>
    implements TwoInputStreamOperatorFactory<Sample, Inbound, Outbound>,
        YieldingOperatorFactory<Outbound> {

  private static final long serialVersionUID = 1L;

  private final OperatorSpec spec;

  /**
   * @param spec the task
   * @param unreadable what its operator does with records that can't be read
   */
  public InferenceOperatorFactory(ScoringSpec spec, Unreadable unreadable) {
    this(spec.operator(unreadable));
  }

  InferenceOperatorFactory(OperatorSpec spec) {
    this.spec = spec;
  }

  OperatorSpec spec() {
    return spec;
  }

  @Override
  // Flink's own signature; the type is what getStreamOperatorClass says.
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  public <T extends StreamOperator<Outbound>> T createStreamOperator(
      StreamOperatorParameters<Outbound> parameters) {
    return (T) new InferenceOperator(parameters, getMailboxExecutor(), spec);
  }

  @Override
  @SuppressWarnings("rawtypes")
  public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
    return InferenceOperator.class;
  }
}
