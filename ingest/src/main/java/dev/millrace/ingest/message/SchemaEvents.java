package dev.millrace.ingest.message;

import dev.millrace.ingest.recording.Channel;
import dev.millrace.ingest.recording.RecordedMessage;
import dev.millrace.schemas.RawHeaders;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages by the schemas of their channels; a channel's schema is parsed once. The time is
 * the message's own stamp, where it has one that is not zero, else when it was recorded.
 */
public final class SchemaEvents implements MessageEvents {

  private static final long NANOS_A_MICRO = 1000;

  /**
   * Encodings that are content types and need no schema: pictures and texts, and bytes of no known
   * meaning, for example the points of a lidar, for whoever reads the raw topic.
   */
  private static final Set<String> AS_THEY_ARE =
      Set.of(RawHeaders.JPEG, RawHeaders.PNG, RawHeaders.TEXT, Channel.BYTES);

  /** A recording that loops is opened anew each time, with channels of its own. */
  static final int MOST_ROUTES = 1 << 12;

  /** How the messages of a channel are read, or why they can't be. */
  private record Route(@Nullable MessageDecoder decoder, BodyReader reader, String problem) {}

  private final Map<Channel, Route> routes = new IdentityHashMap<>();

  @Override
  public MessageBody decode(RecordedMessage message) {
    Channel channel = message.channel();
    if (AS_THEY_ARE.contains(channel.messageEncoding())) {
      return asItIs(message);
    }
    Route route = routes.get(channel);
    if (route == null) {
      if (routes.size() == MOST_ROUTES) {
        routes.clear();
      }
      route = route(channel);
      routes.put(channel, route);
    }
    if (route.decoder == null) {
      return new MessageBody.Undecodable(route.problem);
    }
    try {
      MessageFields fields = new MessageFields(route.decoder.decode(message.payload()));
      Draft draft = route.reader.read(fields);
      return new MessageBody.Decoded(
          micros(message, fields), draft.contentType(), draft.payload(), draft.attributes());
    } catch (UnreadableMessage e) {
      return new MessageBody.Undecodable(channel.schema().name() + ": " + e.problem());
    }
  }

  /** How many channels are known at this time. */
  int routes() {
    return routes.size();
  }

  private static MessageBody asItIs(RecordedMessage message) {
    byte[] payload = new byte[message.payload().remaining()];
    message.payload().duplicate().get(payload);
    return new MessageBody.Decoded(
        Math.floorDiv(message.logTime(), NANOS_A_MICRO),
        message.channel().messageEncoding(),
        payload,
        Map.of());
  }

  private static Route route(Channel channel) {
    BodyReader reader = MessageTypes.of(channel.schema().name());
    try {
      return new Route(Decoders.of(channel), reader, "");
    } catch (UnreadableMessage e) {
      return new Route(null, reader, channel.schema().name() + ": " + e.problem());
    }
  }

  private static long micros(RecordedMessage message, MessageFields fields) {
    return Math.floorDiv(fields.stamp().orElse(message.logTime()), NANOS_A_MICRO);
  }
}
