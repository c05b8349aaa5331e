package dev.millrace.ingest.decode;

import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.UnreadableRecord;
import dev.millrace.schemas.avro.ImageFrame;
import dev.millrace.schemas.avro.Label;
import dev.millrace.schemas.avro.SensorReading;
import dev.millrace.schemas.avro.TextMessage;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/**
 * The events and labels of Millrace itself, in single-object encoding. A picture inside is probed
 * like one that comes as bytes, since its stated size is only a claim.
 */
final class AvroContent implements ContentDecoder {

  private final AvroCodec codec;
  private final PictureContent pictures;
  private final EventTimes times;

  AvroContent(AvroCodec codec, Limits limits) {
    this.codec = codec;
    pictures = new PictureContent(limits);
    times = new EventTimes(limits);
  }

  @Override
  public Content decode(RawRecord raw, RawFeed feed) throws Rejection {
    SpecificRecord record = read(codec, raw.bytes());
    if (record instanceof SensorReading reading) {
      return new Content(said(reading), reading(reading, feed));
    }
    if (record instanceof TextMessage message) {
      return new Content(
          said(message), new Payload.Words(message.getText(), message.getLanguage()));
    }
    if (record instanceof ImageFrame frame) {
      return new Content(said(frame), picture(frame));
    }
    if (record instanceof Label label) {
      long time = times.checked(label.getLabelTime(), "labelTime");
      return new Content(
          Said.NOTHING,
          new Payload.Truth(label.getEventId(), label.getTask(), label.getTarget(), time));
    }
    throw new Rejection(
        Cause.WRONG_KIND,
        record.getSchema().getName() + " is neither an event nor a label; send it elsewhere");
  }

  /** Reads any record, with the codec's causes as ours. */
  static SpecificRecord read(AvroCodec codec, byte[] bytes) throws Rejection {
    try {
      return codec.decode(bytes);
    } catch (UnreadableRecord e) {
      Cause cause =
          switch (e.code()) {
            case NOT_AVRO -> Cause.NOT_AVRO;
            case UNKNOWN_FINGERPRINT -> Cause.UNKNOWN_FINGERPRINT;
            case CORRUPT -> Cause.CORRUPT_AVRO;
            case WRONG_TYPE -> Cause.WRONG_KIND;
          };
      throw new Rejection(cause, e.getMessage());
    } catch (RuntimeException e) {
      throw new Rejection(Cause.CORRUPT_AVRO, "the Avro body cannot be read: " + e);
    }
  }

  private Said said(SensorReading r) throws Rejection {
    return said(r.getEventId(), r.getSourceId(), r.getEventTime(), r.getAttributes());
  }

  private Said said(TextMessage m) throws Rejection {
    return said(m.getEventId(), m.getSourceId(), m.getEventTime(), m.getAttributes());
  }

  private Said said(ImageFrame f) throws Rejection {
    return said(f.getEventId(), f.getSourceId(), f.getEventTime(), f.getAttributes());
  }

  private Said said(String id, String source, long time, Map<String, String> attributes)
      throws Rejection {
    return new Said(id, source, times.checked(time, Said.EVENT_TIME), attributes);
  }

  private static Payload reading(SensorReading reading, RawFeed feed) throws Rejection {
    List<String> channels = reading.getChannels();
    List<Double> values = reading.getValues();
    if (channels.size() != values.size()) {
      throw new Rejection(
          channels.size() > values.size() ? Cause.MISSING_FIELD : Cause.UNKNOWN_FIELD,
          values.size() + " values for " + channels.size() + " channels; send one a channel");
    }
    Map<String, Double> byName = new LinkedHashMap<>();
    for (int i = 0; i < channels.size(); i++) {
      if (byName.put(channels.get(i), values.get(i)) != null) {
        throw new Rejection(
            Cause.UNKNOWN_FIELD, "channel '" + channels.get(i) + "' comes twice; send it once");
      }
    }
    return Payload.Reading.inOrder(byName, feed.columns().channels());
  }

  private Payload picture(ImageFrame frame) throws Rejection {
    ByteBuffer data = frame.getData();
    if (data != null) {
      byte[] bytes = new byte[data.remaining()];
      data.duplicate().get(bytes);
      return pictures.read(bytes);
    }
    if (frame.getDataUri() == null) {
      throw new Rejection(
          Cause.MISSING_FIELD, "the ImageFrame has neither data nor dataUri; send one of them");
    }
    pictures.check(frame.getWidth(), frame.getHeight());
    return new Payload.Picture(
        frame.getEncoding(), frame.getWidth(), frame.getHeight(), null, frame.getDataUri());
  }
}
