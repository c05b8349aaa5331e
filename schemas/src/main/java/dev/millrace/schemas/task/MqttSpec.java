package dev.millrace.schemas.task;

import dev.millrace.schemas.RawHeaders;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The MQTT 5 broker behind a feed and what is taken from it.
 *
 * @param host name or address of the broker
 * @param port its port
 * @param tls how the connection is secured; null means plain TCP
 * @param credentials file with {@code user} and {@code password}; null means none
 * @param topics topic filters, with {@code +}, {@code #} and {@code $share/<group>/<filter>}
 * @param source topic with {@code {source}} in place of the level that names the event's source;
 *     null takes the whole topic
 * @param content what the messages hold
 * @param session what the broker keeps for this client
 */
public record MqttSpec(
    String host,
    int port,
    @Nullable Tls tls,
    @Nullable String credentials,
    List<String> topics,
    @Nullable String source,
    Content content,
    Session session)
    implements GatewaySpec {

  public MqttSpec {
    topics = List.copyOf(topics);
  }

  @Override
  public FeedFormat.Kind kind(Feed.Columns columns) {
    return content.kind(columns);
  }

  @Override
  public boolean hasFields() {
    return content.type().equals(RawHeaders.JSON) || content.type().equals(RawHeaders.CSV);
  }

  /**
   * PEM files of a secured connection.
   *
   * @param ca certificates that are trusted; null means those of the Java installation
   * @param certificate the client's own certificate and what leads to its authority; null for none
   * @param key the private key of {@code certificate}, PKCS #8 and unencrypted
   */
  public record Tls(@Nullable String ca, @Nullable String certificate, @Nullable String key)
      implements Serializable {}

  /**
   * What messages hold.
   *
   * @param type MIME type where a message does not state its own
   * @param fields names of a CSV row's values in their order; empty for other types
   */
  public record Content(String type, List<String> fields) implements Serializable {

    public Content {
      fields = List.copyOf(fields);
    }

    FeedFormat.Kind kind(Feed.Columns columns) {
      if (type.startsWith("image/")) {
        return FeedFormat.Kind.IMAGE;
      }
      boolean text = type.equals(RawHeaders.TEXT) || columns.text() != null;
      return text ? FeedFormat.Kind.TEXT : FeedFormat.Kind.SENSOR;
    }
  }

  /**
   * What the broker keeps for this client.
   *
   * @param clientId by which the broker knows the session; two clients must not share one
   * @param expiry how long it is kept while the client is away
   * @param receiveMaximum most messages that may be under way without an acknowledgement
   */
  public record Session(String clientId, Duration expiry, int receiveMaximum)
      implements Serializable {

    /** A day outlasts a night's maintenance. */
    public static final Duration DEFAULT_EXPIRY = Duration.ofDays(1);

    /**
     * What the protocol takes where a client states none. The broker's own limit then rules, which
     * every broker has (Mosquitto: 20); and Mosquitto 2.0.11, which Debian ships, oversteps a
     * smaller one that a client states.
     */
    public static final int DEFAULT_RECEIVE_MAXIMUM = 65_535;
  }
}
