package dev.millrace.schemas.task;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Readings of a sensor feed that each prediction of a task carries: what they were at the time of
 * its event.
 *
 * @param feed name of the sensor feed
 * @param described the feed; null where the task file names a feed that another task describes
 * @param channels channels that are wanted; a reading that lacks one of them doesn't count
 * @param interpolate how a value at a time follows from the readings around it
 * @param within farthest in time that a reading may lie from the event
 * @param partner whose readings belong to an event
 * @param lateness feeds without an end: how long a prediction waits, by the clock, for readings
 *     that do not come, and how far readings without markers may be out of order
 */
public record FuseSpec(
    String feed,
    @Nullable Feed described,
    List<String> channels,
    Interpolate interpolate,
    Duration within,
    Partner partner,
    Duration lateness)
    implements Serializable {

  /** Readings at a camera's own rate are rarely farther apart, and a vehicle changes little. */
  public static final Duration DEFAULT_WITHIN = Duration.ofMillis(500);

  /** A reading that is two seconds late will not come, and whoever watches waits no longer. */
  public static final Duration DEFAULT_LATENESS = Duration.ofSeconds(2);

  public FuseSpec {
    channels = List.copyOf(channels);
    if (channels.isEmpty()) {
      throw new IllegalArgumentException("fused feed '" + feed + "' must name a channel");
    }
    if (interpolate == Interpolate.QUATERNION && channels.size() != 4) {
      throw new IllegalArgumentException(
          "a quaternion has 4 channels, not " + channels + " of feed '" + feed + "'");
    }
  }

  /** How a value at a time follows from the readings around it. */
  public enum Interpolate {
    /** On the straight line between the reading before and the one behind. */
    LINEAR,
    /** The last reading up to the event. */
    PREVIOUS,
    /** The nearer of both; the earlier where they are equally near. */
    NEAREST,
    /** Degrees, along the shorter way round. */
    DEGREES,
    /** Radians, along the shorter way round. */
    RADIANS,
    /** Four channels that are a unit quaternion, along the shorter arc (slerp). */
    QUATERNION
  }

  /** Whose readings belong to an event. */
  public sealed interface Partner extends Serializable {

    /**
     * The source of the readings; null where the event does not name one.
     *
     * @param source source of the event
     * @param attributes attributes of the event
     */
    @Nullable String of(String source, Map<String, String> attributes);
  }

  /** All of the feed, whatever their source: it speaks of one vehicle. */
  public record AnySource() implements Partner {

    /** Stands for the sources of a feed together; no source is named so. */
    public static final String ID = "";

    @Override
    public String of(String source, Map<String, String> attributes) {
      return ID;
    }
  }

  /** Those of the event's own source. */
  public record SameSource() implements Partner {
    @Override
    public String of(String source, Map<String, String> attributes) {
      return source;
    }
  }

  /**
   * Those of one source, whatever the event's.
   *
   * @param source its id
   */
  public record NamedSource(String source) implements Partner {
    @Override
    public String of(String own, Map<String, String> attributes) {
      return source;
    }
  }

  /**
   * Those of the source that an attribute of the event names.
   *
   * @param attribute name of the attribute
   */
  public record AttributeSource(String attribute) implements Partner {
    @Override
    public @Nullable String of(String own, Map<String, String> attributes) {
      return attributes.get(attribute);
    }
  }

  /** Names of the values in a prediction, in the order of the channels. */
  public List<String> names() {
    return channels.stream().map(channel -> feed + "." + channel).toList();
  }

  /** The same with its feed described. */
  public FuseSpec describedBy(Feed feed) {
    return new FuseSpec(this.feed, feed, channels, interpolate, within, partner, lateness);
  }
}
