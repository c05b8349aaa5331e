package dev.millrace.ingest.rule;

import dev.millrace.ingest.decode.Cause;
import dev.millrace.ingest.decode.Limits;
import dev.millrace.ingest.decode.Payload.Reading;
import dev.millrace.ingest.decode.Payload.Words;
import dev.millrace.ingest.decode.RawFeed;
import dev.millrace.ingest.decode.Rejection;
import java.util.ArrayList;
import java.util.List;

/** What events must fulfil. */
final class EventRules {

  private final Limits limits;

  EventRules(Limits limits) {
    this.limits = limits;
  }

  void hasChannels(Reading reading, RawFeed feed) throws Rejection {
    int channels = reading.channels().size();
    if (channels == 0) {
      throw new Rejection(
          Cause.MISSING_FIELD, "the reading has no channel; send at least one number");
    }
    if (channels > limits.channels()) {
      throw new Rejection(
          Cause.TOO_LARGE,
          "the reading has "
              + channels
              + " channels, the limit is "
              + limits.channels()
              + "; split the feed");
    }
  }

  void hasEveryChannelOfTheFeed(Reading reading, RawFeed feed) throws Rejection {
    List<String> missing = new ArrayList<>(feed.columns().channels());
    missing.removeAll(reading.channels());
    if (!missing.isEmpty()) {
      throw new Rejection(
          Cause.MISSING_FIELD,
          "the channels "
              + missing
              + " of feed '"
              + feed.name()
              + "' are missing; send null or an empty value where the sensor gave none");
    }
  }

  void hasNoOtherChannel(Reading reading, RawFeed feed) throws Rejection {
    if (feed.columns().channels().isEmpty()) {
      return;
    }
    List<String> other = new ArrayList<>(reading.channels());
    other.removeAll(feed.columns().channels());
    if (!other.isEmpty()) {
      throw new Rejection(
          Cause.UNKNOWN_FIELD,
          "feed '"
              + feed.name()
              + "' has no channels "
              + other
              + ", only "
              + feed.columns().channels()
              + "; add them to the task's columns or leave them out");
    }
  }

  void holdsNoLabel(Reading reading, RawFeed feed) throws Rejection {
    for (String channel : reading.channels()) {
      if (feed.labelFields().contains(channel) && !feed.columns().channels().contains(channel)) {
        throw new Rejection(
            Cause.UNKNOWN_FIELD,
            "channel '" + channel + "' is the feed's label; send it to the topic of labels");
      }
    }
  }

  /** NaN passes: it says that the sensor gave no value, and preprocessing decides what to do. */
  void hasNoInfiniteValue(Reading reading, RawFeed feed) throws Rejection {
    for (int i = 0; i < reading.values().size(); i++) {
      if (Double.isInfinite(reading.values().get(i))) {
        throw new Rejection(
            Cause.NON_FINITE,
            "channel '" + reading.channels().get(i) + "' is infinite; send null for no value");
      }
    }
  }

  void hasText(Words words, RawFeed feed) throws Rejection {
    if (words.text().isBlank()) {
      throw new Rejection(
          Cause.MISSING_FIELD,
          "the text has "
              + words.text().length()
              + " characters, all of them blank; leave the record out");
    }
  }
}
