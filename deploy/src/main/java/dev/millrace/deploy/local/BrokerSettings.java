package dev.millrace.deploy.local;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The server properties of an embedded broker: one node, loopback only, quick to start and end. */
final class BrokerSettings {

  static final String HOST = "127.0.0.1";
  static final String CONTROLLER_LISTENER = "CONTROLLER";
  static final int NODE_ID = 1;

  private BrokerSettings() {}

  /**
   * Properties for {@code KafkaConfig}.
   *
   * @param data folder of the log
   * @param port port for clients
   * @param controllerPort port on which the node talks to itself
   */
  static Map<String, String> of(Path data, int port, int controllerPort) {
    Map<String, String> settings = new HashMap<>();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", Integer.toString(NODE_ID));
    settings.put("controller.quorum.voters", NODE_ID + "@" + HOST + ":" + controllerPort);
    settings.put("controller.listener.names", CONTROLLER_LISTENER);
    settings.put("inter.broker.listener.name", "CLIENTS");
    settings.put(
        "listeners",
        "CLIENTS://"
            + HOST
            + ":"
            + port
            + ","
            + CONTROLLER_LISTENER
            + "://"
            + HOST
            + ":"
            + controllerPort);
    settings.put("advertised.listeners", "CLIENTS://" + HOST + ":" + port);
    settings.put(
        "listener.security.protocol.map",
        "CLIENTS:PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT");
    settings.put("log.dirs", data.toString());
    oneNode(settings);
    prompt(settings);
    small(settings);
    return settings;
  }

  /** Internal topics of a single node: one copy, one partition. */
  private static void oneNode(Map<String, String> settings) {
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("offsets.topic.num.partitions", "1");
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("transaction.state.log.num.partitions", "1");
    settings.put("share.coordinator.state.topic.replication.factor", "1");
    settings.put("share.coordinator.state.topic.min.isr", "1");
    settings.put("share.coordinator.state.topic.num.partitions", "1");
    // A misspelt topic must be an error, not a new topic with other settings.
    settings.put("auto.create.topics.enable", "false");
  }

  /** Waits that make sense between machines only. */
  private static void prompt(Map<String, String> settings) {
    settings.put("group.initial.rebalance.delay.ms", "0");
    // A killed member would otherwise hold its partitions for 6 s at least after a restart.
    settings.put("group.min.session.timeout.ms", "1000");
    // Readers wait for the transaction of a killed writer until this check has aborted it.
    settings.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "500");
  }

  /** Threads and buffers for one process on a desk instead of a server of its own. */
  private static void small(Map<String, String> settings) {
    settings.put("num.network.threads", "2");
    settings.put("num.io.threads", "2");
    settings.put("background.threads", "2");
    settings.put("num.recovery.threads.per.data.dir", "2");
    settings.put("log.cleaner.dedupe.buffer.size", "2097152");
  }
}
