package dev.millrace.ingest.topology;

import dev.millrace.ingest.decode.Cause;
import dev.millrace.ingest.decode.Content;
import dev.millrace.ingest.decode.ContentDecoders;
import dev.millrace.ingest.decode.EventTimes;
import dev.millrace.ingest.decode.Limits;
import dev.millrace.ingest.decode.Payload;
import dev.millrace.ingest.decode.RawFeed;
import dev.millrace.ingest.decode.RawRecord;
import dev.millrace.ingest.decode.Rejection;
import dev.millrace.ingest.decode.Said;
import dev.millrace.ingest.rule.Rules;
import dev.millrace.ingest.topology.Outcome.Accepted;
import dev.millrace.ingest.topology.Outcome.Clash;
import dev.millrace.ingest.topology.Outcome.Identity;
import dev.millrace.ingest.topology.Outcome.Progress;
import dev.millrace.ingest.topology.Outcome.Refused;
import dev.millrace.ingest.topology.Outcome.Subject;
import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.Origins;
import dev.millrace.schemas.RawHeaders;
import dev.millrace.schemas.UnreadableRecord;
import dev.millrace.schemas.avro.Marker;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Decides on one raw record: decode, name, validate, encode. Plain Java, no state, never throws on
 * account of a record.
 */
final class Intake {

  private final Routes routes;
  private final AvroCodec codec;
  private final ContentDecoders decoders;
  private final EventNaming naming;
  private final EventTimes times;
  private final Rules rules;

  Intake(Routes routes, AvroCodec codec, Rules rules, Limits limits) {
    this.routes = routes;
    this.codec = codec;
    this.rules = rules;
    decoders = new ContentDecoders(limits, codec);
    naming = new EventNaming(limits);
    times = new EventTimes(limits);
  }

  Outcome take(RawRecord raw) {
    RawFeed feed = routes.feed(raw.topic());
    if (isMarker(raw, feed)) {
      return marker(raw, feed);
    }
    Content content;
    try {
      content = decoders.decode(raw, feed);
    } catch (Rejection e) {
      return refused(raw, feed, Stage.DECODE, e);
    }
    return content.payload() instanceof Payload.Truth truth
        ? label(raw, feed, truth)
        : event(raw, feed, content);
  }

  private static boolean isMarker(RawRecord raw, RawFeed feed) {
    return AvroCodec.isMarker(raw.bytes())
        && ContentDecoders.contentType(raw, feed).equals(RawHeaders.AVRO);
  }

  private Outcome marker(RawRecord raw, RawFeed feed) {
    try {
      Marker marker = codec.decode(raw.bytes(), Marker.class);
      if (!routes.belongs(marker.getOrigin(), feed)) {
        throw new Rejection(
            Cause.FOREIGN_MARKER,
            "a marker of '"
                + marker.getOrigin()
                + "' does not belong on this topic; sources write '"
                + Origins.feed("<feed>")
                + "' to the topics of their own feed");
      }
      Tally.Side side = side(feed);
      return new Progress(raw, new Tally(side, marker.getOrigin()), marker, routes.output(feed));
    } catch (UnreadableRecord e) {
      Rejection rejection = new Rejection(Cause.CORRUPT_AVRO, String.valueOf(e.getMessage()));
      return refused(raw, feed, Stage.DECODE, rejection);
    } catch (Rejection e) {
      return refused(raw, feed, Stage.DECODE, e);
    }
  }

  private Outcome event(RawRecord raw, RawFeed feed, Content content) {
    EventNaming.Name name;
    try {
      name = naming.name(raw, feed, content.said());
    } catch (Rejection e) {
      return refused(raw, feed, Stage.DECODE, e);
    }
    Subject subject = new Subject(name.sourceId(), feed.name(), null, name.eventId());
    Tally tally = tally(raw, feed, null);
    try {
      rules.check(content.payload(), feed);
      byte[] value =
          codec.encode(EventRecords.event(content.payload(), name, feed.name(), raw.producedAt()));
      Identity identity = identity(raw, feed, name, content.payload());
      return accepted(raw, tally, subject, routes.output(feed), name.sourceId(), value, identity);
    } catch (Rejection e) {
      return new Refused(raw, tally, subject, Stage.VALIDATE, e);
    }
  }

  /**
   * A record sent again from the dead letters is meant to come through although its id may be
   * known; only the second sending of one letter is a repeat.
   */
  private static @Nullable Identity identity(
      RawRecord raw, RawFeed feed, EventNaming.Name name, Payload payload) {
    Bytes digest = Digests.payload(payload, name.statedTime());
    String letter = raw.header(RawHeaders.REPLAYED);
    if (letter != null) {
      return new Identity(Digests.names(RawHeaders.REPLAYED, letter), digest, Clash.ACCEPT);
    }
    return name.repeatable()
        ? new Identity(
            Digests.names(feed.name(), name.sourceId(), name.eventId()), digest, Clash.REFUSE)
        : null;
  }

  private Outcome label(RawRecord raw, RawFeed feed, Payload.Truth truth) {
    Tally tally = tally(raw, feed, truth);
    Subject subject =
        new Subject(truth.eventId(), raw.header(RawHeaders.FEED), truth.task(), truth.eventId());
    try {
      rules.check(truth, feed);
      long time = labelTime(raw, truth);
      byte[] value = codec.encode(EventRecords.label(truth, time, raw.producedAt()));
      Identity identity =
          new Identity(
              Digests.names(feed.name(), truth.task(), truth.eventId()),
              Digests.payload(truth, null),
              Clash.ACCEPT);
      return accepted(raw, tally, subject, routes.output(feed), truth.eventId(), value, identity);
    } catch (Rejection e) {
      return new Refused(raw, tally, subject, Stage.VALIDATE, e);
    }
  }

  private long labelTime(RawRecord raw, Payload.Truth truth) throws Rejection {
    if (truth.labelTime() != null) {
      return truth.labelTime();
    }
    String header = raw.header(RawHeaders.EVENT_TIME);
    return header == null
        ? times.checked(raw.producedAt(), "record timestamp")
        : times.read(header, RawHeaders.EVENT_TIME);
  }

  private Outcome accepted(
      RawRecord raw,
      Tally tally,
      Subject subject,
      String topic,
      String key,
      byte[] value,
      @Nullable Identity identity)
      throws Rejection {
    int bytes = value.length + key.getBytes(StandardCharsets.UTF_8).length;
    int limit = routes.maxRecordBytes(topic);
    if (bytes > limit) {
      throw new Rejection(
          Cause.TOO_LARGE,
          "the record has "
              + bytes
              + " bytes for "
              + topic
              + ", the limit is "
              + limit
              + "; send a smaller one or a claim check (dataUri)");
    }
    return new Accepted(raw, tally, subject, topic, key, value, identity);
  }

  private Refused refused(RawRecord raw, RawFeed feed, Stage stage, Rejection e) {
    boolean label = feed.kind() == RawFeed.Kind.LABEL;
    Subject subject =
        new Subject(
            EventNaming.source(raw, feed, Said.NOTHING),
            label ? raw.header(RawHeaders.FEED) : feed.name(),
            null,
            raw.header(RawHeaders.EVENT_ID));
    return new Refused(raw, tally(raw, feed, null), subject, stage, e);
  }

  /** Labels of all feeds share a topic: a label counts for the feed of its task. */
  private Tally tally(RawRecord raw, RawFeed feed, Payload.@Nullable Truth truth) {
    if (feed.kind() != RawFeed.Kind.LABEL) {
      return new Tally(side(feed), Origins.feed(feed.name()));
    }
    return new Tally(
        side(feed),
        routes
            .originOfTask(truth == null ? null : truth.task())
            .or(() -> routes.originOfFeed(raw.header(RawHeaders.FEED)))
            .orElse(Tally.NOBODY));
  }

  private static Tally.Side side(RawFeed feed) {
    return feed.kind() == RawFeed.Kind.LABEL ? Tally.Side.LABELS : Tally.Side.EVENTS;
  }
}
