package dev.millrace.deploy.cli;

import dev.millrace.deploy.local.BrokerAccess;
import dev.millrace.deploy.local.StateHome;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.topic.KafkaAccess;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which Kafka a command talks to. */
final class KafkaOptions {

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec mixee;

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT,…",
      description = "Kafka brokers; without it the embedded broker of a run.")
  private @Nullable String bootstrapServers;

  @Option(
      names = "--kafka-config",
      paramLabel = "FILE",
      description = "Properties for every Kafka client (TLS, SASL).")
  private @Nullable Path kafkaConfig;

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description = "State directory of a run; without it the newest under .millrace.")
  private @Nullable Path state;

  @Option(
      names = "--topic-prefix",
      paramLabel = "PREFIX",
      defaultValue = "millrace.",
      description = "What the names of all topics start with (default: ${DEFAULT-VALUE}).")
  private String prefix = Topics.DEFAULT.prefix();

  /** A cluster to talk to, and how to leave it. */
  record Open(KafkaAccess kafka, AutoCloseable onClose) implements AutoCloseable {
    @Override
    public void close() throws Exception {
      onClose.close();
    }
  }

  /** Connects to the named brokers, or to those of the run's directory. */
  Open open(StateHome home) {
    Map<String, String> settings = clientSettings();
    if (bootstrapServers != null) {
      KafkaAccess kafka = new KafkaAccess(bootstrapServers, settings, topics());
      kafka.requireReachable();
      return new Open(kafka, () -> {});
    }
    BrokerAccess broker = BrokerAccess.to(stateDirectory(home));
    return new Open(new KafkaAccess(broker.bootstrapServers(), settings, topics()), broker);
  }

  /** The run's directory that was named, else the newest. */
  Path stateDirectory(StateHome home) {
    if (state != null) {
      return state;
    }
    return home.current()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "there has been no run under "
                        + home.folder().toAbsolutePath()
                        + "; start one with `millrace run`, or name --state or"
                        + " --bootstrap-servers"));
  }

  @Nullable String bootstrapServers() {
    return bootstrapServers;
  }

  @Nullable Path state() {
    return state;
  }

  Topics topics() {
    return new Topics(prefix, Topics.DEFAULT.partitions());
  }

  /** What {@code --kafka-config} says; a file that cannot be read is a usage error. */
  Map<String, String> clientSettings() {
    Map<String, String> settings = new TreeMap<>();
    if (kafkaConfig == null) {
      return settings;
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(kafkaConfig, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw usage("--kafka-config " + kafkaConfig + " cannot be read: " + e.getMessage());
    }
    properties.forEach((key, value) -> settings.put(key.toString(), value.toString()));
    return settings;
  }

  private RuntimeException usage(String message) {
    return mixee == null
        ? new IllegalStateException(message)
        : new ParameterException(mixee.commandLine(), message);
  }
}
