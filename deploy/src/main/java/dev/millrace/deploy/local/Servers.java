package dev.millrace.deploy.local;

import dev.millrace.schemas.Topics;
import dev.millrace.schemas.topic.KafkaAccess;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The servers of a run: the embedded broker unless there is another, and the Flink cluster. All
 * they keep lies in the run's directory.
 */
public final class Servers implements AutoCloseable {

  /** Ends the embedded broker. */
  private final AutoCloseable broker;

  private final KafkaAccess kafka;
  private final FlinkTarget flink;

  private Servers(AutoCloseable broker, KafkaAccess kafka, FlinkTarget flink) {
    this.broker = broker;
    this.kafka = kafka;
    this.flink = flink;
  }

  /**
   * Starts what is needed.
   *
   * @param state directory of the run
   * @param bootstrapServers brokers to use; null starts one and publishes its port
   * @param clientSettings further settings of every Kafka client
   * @param openFlink starts or connects to the Flink cluster; beside the broker where one starts
   */
  public static Servers start(
      StateDirectory state,
      @Nullable String bootstrapServers,
      Map<String, String> clientSettings,
      Topics topics,
      Supplier<FlinkTarget> openFlink) {
    if (bootstrapServers != null) {
      KafkaAccess kafka = new KafkaAccess(bootstrapServers, clientSettings, topics);
      kafka.requireReachable();
      return new Servers(() -> {}, kafka, openFlink.get());
    }
    Meanwhile<FlinkTarget> flink = Meanwhile.start("flink-start", openFlink);
    LocalBroker broker = brokerBeside(flink, state);
    try {
      KafkaAccess kafka = new KafkaAccess(broker.bootstrapServers(), clientSettings, topics);
      return new Servers(broker, kafka, flink.get());
    } catch (RuntimeException e) {
      broker.close();
      throw e;
    }
  }

  private static LocalBroker brokerBeside(Meanwhile<FlinkTarget> flink, StateDirectory state) {
    try {
      LocalBroker broker = LocalBroker.start(state.kafka());
      state.publishPort(broker.port());
      return broker;
    } catch (RuntimeException e) {
      closeAfter(e, flink);
      throw e;
    }
  }

  private static void closeAfter(RuntimeException why, AutoCloseable started) {
    try {
      started.close();
    } catch (Exception unclean) {
      why.addSuppressed(unclean);
    }
  }

  public KafkaAccess kafka() {
    return kafka;
  }

  public FlinkTarget flink() {
    return flink;
  }

  /** Stops Flink before the broker, which its jobs still talk to. */
  @Override
  public void close() throws Exception {
    try {
      flink.close();
    } finally {
      broker.close();
    }
  }
}
