package dev.millrace.ingest.gateway;

import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.lifecycle.MqttClientDisconnectedContext;
import com.hivemq.client.mqtt.lifecycle.MqttClientReconnector;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5SimpleAuth;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5ConnectRestrictions;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5RetainHandling;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscribe;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscription;
import dev.millrace.ingest.source.UnusableSource;
import dev.millrace.schemas.task.MqttSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's session with an MQTT 5 broker, with messages that wait to be taken. The broker keeps
 * the session while the client is away (clean start off, a session expiry), and sends again what
 * was not acknowledged. At most {@code receiveMaximum} messages of QoS 1, or as many as the broker
 * itself allows, are under way, so a slow reader slows the broker down; of QoS 0 what finds no room
 * is lost, as its sender agreed to.
 */
final class MqttConnection implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(MqttConnection.class);

  private static final Duration CONNECT_TIME = Duration.ofSeconds(10);
  private static final int KEEP_ALIVE_SECONDS = 30;

  /** More than brokers let under way by default; the others wait in the client. */
  private static final int MOST_WAITING = 256;

  private enum Phase {
    STARTING,
    CONNECTED,
    CLOSED
  }

  private final String feed;
  private final MqttSpec spec;
  private final int mostBytes;
  private final Backoff backoff;
  private final BlockingQueue<Mqtt5Publish> arrived;
  private final ExecutorService taker;
  private final Mqtt5AsyncClient client;
  private final CompletableFuture<Throwable> lost = new CompletableFuture<>();
  private volatile Phase phase = Phase.STARTING;

  private MqttConnection(
      String feed, MqttSpec spec, int mostBytes, @Nullable Credentials credentials) {
    this.feed = feed;
    this.spec = spec;
    this.mostBytes = mostBytes;
    this.backoff = new Backoff(spec.session().clientId());
    this.arrived = new ArrayBlockingQueue<>(MOST_WAITING);
    this.taker =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "millrace-mqtt-" + feed);
              thread.setDaemon(true);
              return thread;
            });
    Mqtt5ClientBuilder builder =
        Mqtt5Client.builder()
            .identifier(spec.session().clientId())
            .serverHost(spec.host())
            .serverPort(spec.port())
            .addConnectedListener(context -> LOG.info("feed={} mqtt connected", feed))
            .addDisconnectedListener(this::onDisconnect);
    if (spec.tls() != null) {
      builder = builder.sslConfig(ssl(spec.tls()));
    }
    if (credentials != null) {
      builder =
          builder.simpleAuth(
              Mqtt5SimpleAuth.builder()
                  .username(credentials.user())
                  .password(credentials.password())
                  .build());
    }
    client = builder.buildAsync();
  }

  /**
   * Connects and subscribes.
   *
   * @throws UnusableSource if the broker can't be reached, refuses the client or a topic
   */
  static MqttConnection open(String feed, MqttSpec spec, int mostBytes) {
    Credentials credentials =
        spec.credentials() == null ? null : Credentials.read(Path.of(spec.credentials()));
    MqttConnection connection = new MqttConnection(feed, spec, mostBytes, credentials);
    try {
      connection.connect();
      return connection;
    } catch (RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private void connect() {
    client.publishes(MqttGlobalPublishFilter.ALL, this::put, taker, true);
    Mqtt5Connect connect =
        Mqtt5Connect.builder()
            .cleanStart(false)
            .sessionExpiryInterval(spec.session().expiry().toSeconds())
            .keepAlive(KEEP_ALIVE_SECONDS)
            .restrictions(
                Mqtt5ConnectRestrictions.builder()
                    .receiveMaximum(spec.session().receiveMaximum())
                    .maximumPacketSize(mostBytes)
                    .build())
            .build();
    await(client.connect(connect), "refused the connection");
    phase = Phase.CONNECTED;
    List<Mqtt5Subscription> subscriptions = spec.topics().stream().map(this::subscription).toList();
    await(
        client.subscribe(Mqtt5Subscribe.builder().addSubscriptions(subscriptions).build()),
        "refused to subscribe to " + spec.topics());
  }

  private Mqtt5Subscription subscription(String filter) {
    return Mqtt5Subscription.builder()
        .topicFilter(filter)
        .qos(MqttQos.AT_LEAST_ONCE)
        // With a session that goes on, retained messages have been sent already.
        .retainHandling(Mqtt5RetainHandling.SEND_IF_SUBSCRIPTION_DOES_NOT_EXIST)
        .build();
  }

  private void await(CompletableFuture<?> answer, String refused) {
    try {
      answer.get(CONNECT_TIME.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new UnusableSource(
          where()
              + " "
              + refused
              + ": "
              + cause.getMessage()
              + "; check that it is an MQTT 5 broker, 'credentials', 'tls' and what the broker"
              + " allows this user",
          cause);
    } catch (TimeoutException e) {
      throw new UnusableSource(
          where() + " did not answer within " + CONNECT_TIME + "; is it running at this port?", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnusableSource(where() + ": interrupted while connecting", e);
    }
  }

  private String where() {
    return "feed '" + feed + "': MQTT broker " + spec.host() + ":" + spec.port();
  }

  private static MqttClientSslConfig ssl(MqttSpec.Tls tls) {
    var config = MqttClientSslConfig.builder();
    if (tls.ca() != null) {
      config = config.trustManagerFactory(PemFiles.trust(Path.of(tls.ca())));
    }
    if (tls.certificate() != null && tls.key() != null) {
      config =
          config.keyManagerFactory(
              PemFiles.identity(Path.of(tls.certificate()), Path.of(tls.key())));
    }
    return config.build();
  }

  private void put(Mqtt5Publish message) {
    try {
      arrived.put(message);
    } catch (InterruptedException e) {
      // Closing: what was not acknowledged comes again.
      Thread.currentThread().interrupt();
    }
  }

  private void onDisconnect(MqttClientDisconnectedContext context) {
    if (phase != Phase.CONNECTED) {
      return;
    }
    Optional<String> hopeless = hopeless(context.getCause());
    if (hopeless.isPresent()) {
      lost.complete(new IllegalStateException(where() + " " + hopeless.get(), context.getCause()));
      return;
    }
    MqttClientReconnector again = context.getReconnector();
    Duration wait = backoff.before(again.getAttempts());
    LOG.warn(
        "feed={} mqtt disconnected cause={} attempt={} again_in_ms={}",
        feed,
        context.getCause().getMessage(),
        again.getAttempts(),
        wait.toMillis());
    again
        .reconnect(true)
        .delay(wait.toMillis(), TimeUnit.MILLISECONDS)
        .resubscribeIfSessionExpired(true);
  }

  /** Says why to connect again would only bring the same. */
  private Optional<String> hopeless(Throwable cause) {
    if (!(cause instanceof Mqtt5DisconnectException told)) {
      return Optional.empty();
    }
    return switch (told.getMqttMessage().getReasonCode()) {
      case SESSION_TAKEN_OVER ->
          Optional.of(
              "gave the session of clientId '"
                  + spec.session().clientId()
                  + "' to another client, which to connect again would throw out in turn; give"
                  + " each its own clientId");
      case RECEIVE_MAXIMUM_EXCEEDED ->
          Optional.of(
              "sent more messages at once than the receiveMaximum of "
                  + spec.session().receiveMaximum()
                  + "; leave receiveMaximum out and limit the broker (Mosquitto:"
                  + " max_inflight_messages), or update it");
      default -> Optional.empty();
    };
  }

  /** The next message, whose reader must acknowledge it; empty if none comes in time. */
  Optional<Mqtt5Publish> next(Duration patience) throws InterruptedException {
    return Optional.ofNullable(arrived.poll(patience.toMillis(), TimeUnit.MILLISECONDS));
  }

  /** Why the connection is gone for good; empty while it stands or is being made again. */
  Optional<Throwable> lost() {
    return Optional.ofNullable(lost.getNow(null));
  }

  /** Leaves; the broker keeps the session and what was not acknowledged. */
  @Override
  public void close() {
    boolean connected = phase == Phase.CONNECTED;
    phase = Phase.CLOSED;
    taker.shutdownNow();
    if (connected) {
      try {
        client.disconnect().get(CONNECT_TIME.toSeconds(), TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException e) {
        LOG.debug("feed={} mqtt was not connected when it was closed", feed, e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
