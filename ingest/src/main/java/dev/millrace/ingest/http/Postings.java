package dev.millrace.ingest.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.ingest.decode.RawFeed;
import dev.millrace.schemas.RawHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What becomes of a body, whether it came as a post or as a message. Thread-safe. */
final class Postings {

  private static final int ACCEPTED = 202;
  private static final int PARTLY = 207;

  private final PostReader reader;
  private final PostWriter writer;
  private final Rates rates;

  Postings(PostReader reader, PostWriter writer, Rates rates) {
    this.reader = reader;
    this.writer = writer;
    this.rates = rates;
  }

  /**
   * Where a body goes.
   *
   * @param feed what it carries
   * @param name name of the feed that was posted to; of labels, that of their events
   * @param topic raw topic
   */
  record Target(RawFeed feed, String name, String topic) {

    /** Headers of every record: labels say whose they are, and nothing else. */
    EventHeaders headers(EventHeaders given) {
      return feed.kind() == RawFeed.Kind.LABEL
          ? new EventHeaders(null, null, Map.of(RawHeaders.FEED, name))
          : given;
    }
  }

  /**
   * The answer to a body.
   *
   * @param status HTTP status
   * @param retryAfterSeconds when to send again what was too much; 0 where nothing was
   * @param json what was accepted and what refused, by line
   */
  record Answer(int status, long retryAfterSeconds, ObjectNode json) {}

  /** Cuts a body into what is to be sent. */
  Cut cut(Target target, byte[] body, String type, EventHeaders headers) throws Refusal {
    return reader.read(body, type, target.feed(), target.headers(headers));
  }

  /**
   * Takes what was cut from the rate of its sender; the nanoseconds to wait where it is used up.
   */
  long waitFor(String caller, Cut cut) {
    return rates.ofToken(caller, cut.posts().size() + cut.refused().size());
  }

  /** Sends what was cut; complete when Kafka has acknowledged or refused all of it. */
  CompletableFuture<Answer> send(Target target, Cut cut) {
    Map<Integer, Refusal> refused = new TreeMap<>(cut.refused());
    List<Post> posts = new ArrayList<>();
    for (Post post : cut.posts()) {
      Refusal tooFast = tooFast(target, post);
      if (tooFast == null) {
        posts.add(post);
      } else {
        refused.put(post.line(), tooFast);
      }
    }
    return writer.write(target.topic(), posts).thenApply(written -> answer(refused, written));
  }

  private @Nullable Refusal tooFast(Target target, Post post) {
    return target.feed().kind() == RawFeed.Kind.LABEL
        ? null
        : rates.ofSource(target.name(), post.key());
  }

  private static Answer answer(Map<Integer, Refusal> before, PostWriter.Written written) {
    Map<Integer, Refusal> refused = new TreeMap<>(before);
    refused.putAll(written.failed());
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    ArrayNode accepted = node.putArray("accepted");
    written.ids().forEach((line, id) -> accepted.addObject().put("line", line).put("eventId", id));
    ArrayNode failures = node.putArray("refused");
    refused.forEach(
        (line, refusal) -> {
          ObjectNode failure = failures.addObject().put("line", line);
          failure.setAll(refusal.json());
        });
    int status = ACCEPTED;
    if (!refused.isEmpty()) {
      status = accepted.isEmpty() ? refused.values().iterator().next().status() : PARTLY;
    }
    long retryAfter =
        refused.values().stream().mapToLong(Refusal::retryAfterSeconds).max().orElse(0);
    return new Answer(status, retryAfter, node);
  }

  /** The answer to a body of which nothing is taken. */
  static Answer answer(Refusal refusal) {
    return new Answer(refusal.status(), refusal.retryAfterSeconds(), refusal.json());
  }
}
