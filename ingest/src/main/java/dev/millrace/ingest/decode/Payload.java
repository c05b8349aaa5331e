package dev.millrace.ingest.decode;

import dev.millrace.schemas.avro.BoxesTarget;
import dev.millrace.schemas.avro.ClassTarget;
import dev.millrace.schemas.avro.ValuesTarget;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a record is about. */
public sealed interface Payload {

  /** The kind of feed that carries it. */
  RawFeed.Kind kind();

  /** Adds the payload to a digest: equal digests mean equal payloads. */
  void digest(MessageDigest into);

  /**
   * Values of a sensor.
   *
   * @param channels names
   * @param values one a channel; NaN where the source gave none
   */
  record Reading(List<String> channels, List<Double> values) implements Payload {

    public Reading {
      channels = List.copyOf(channels);
      values = List.copyOf(values);
    }

    /** The values in the order in which the feed lists its channels, what it does not list last. */
    static Reading inOrder(Map<String, Double> values, List<String> listed) {
      List<String> channels = new ArrayList<>(listed);
      channels.retainAll(values.keySet());
      values.keySet().stream().filter(name -> !listed.contains(name)).forEach(channels::add);
      return new Reading(channels, channels.stream().map(values::get).toList());
    }

    @Override
    public RawFeed.Kind kind() {
      return RawFeed.Kind.SENSOR;
    }

    @Override
    public void digest(MessageDigest into) {
      channels.forEach(channel -> addText(into, channel));
      values.forEach(value -> addNumber(into, Double.doubleToLongBits(value)));
    }
  }

  /**
   * A picture.
   *
   * @param encoding {@code jpeg} or {@code png}
   * @param width pixels as stored
   * @param height pixels as stored
   * @param data encoded bytes; null where {@code dataUri} points to them
   * @param dataUri where the bytes lie
   */
  record Picture(
      String encoding, int width, int height, @Nullable ByteBuffer data, @Nullable String dataUri)
      implements Payload {

    @Override
    public RawFeed.Kind kind() {
      return RawFeed.Kind.IMAGE;
    }

    @Override
    public void digest(MessageDigest into) {
      addText(into, encoding);
      addText(into, dataUri == null ? "" : dataUri);
      if (data != null) {
        into.update(data.duplicate());
      }
    }
  }

  /**
   * A text.
   *
   * @param text as it came
   * @param language BCP 47 tag
   */
  record Words(String text, @Nullable String language) implements Payload {

    @Override
    public RawFeed.Kind kind() {
      return RawFeed.Kind.TEXT;
    }

    @Override
    public void digest(MessageDigest into) {
      addText(into, text);
      addText(into, language == null ? "" : language);
    }
  }

  /**
   * A label.
   *
   * @param eventId event that it belongs to
   * @param task task that it is for
   * @param target {@link ClassTarget}, {@link ValuesTarget} or {@link BoxesTarget}
   * @param labelTime when it became known, microseconds; null where the record does not say
   */
  record Truth(String eventId, String task, Object target, @Nullable Long labelTime)
      implements Payload {

    @Override
    public RawFeed.Kind kind() {
      return RawFeed.Kind.LABEL;
    }

    @Override
    public void digest(MessageDigest into) {
      addText(into, task);
      // Avro's text form of a target holds all of it, with its type's fields by name.
      addText(into, target.toString());
      addNumber(into, labelTime == null ? Long.MIN_VALUE : labelTime);
    }
  }

  private static void addText(MessageDigest into, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    addNumber(into, bytes.length);
    into.update(bytes);
  }

  private static void addNumber(MessageDigest into, long number) {
    into.update(ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
  }
}
