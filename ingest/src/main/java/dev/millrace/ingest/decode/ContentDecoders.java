package dev.millrace.ingest.decode;

import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.RawHeaders;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The decoders by content type. A new content type is one file and one row here.
 *
 * <p>Without the header, the value and the feed decide: Avro's single-object marker means Avro;
 * otherwise sensor readings and labels are JSON, texts are plain text, pictures what their first
 * bytes say.
 *
 * <p>Thread-safe.
 */
public final class ContentDecoders implements ContentDecoder {

  private static final byte AVRO_0 = (byte) 0xC3;
  private static final byte AVRO_1 = 0x01;

  private final Map<String, ContentDecoder> byType = new TreeMap<>();
  private final int valueBytes;

  public ContentDecoders(Limits limits, AvroCodec codec) {
    valueBytes = limits.valueBytes();
    ContentDecoder picture = new PictureContent(limits);
    byType.put(RawHeaders.JSON, new JsonContent(limits));
    byType.put(RawHeaders.CSV, new CsvContent(limits));
    byType.put(RawHeaders.AVRO, new AvroContent(codec, limits));
    byType.put(RawHeaders.JPEG, picture);
    byType.put(RawHeaders.PNG, picture);
    byType.put(RawHeaders.TEXT, new TextContent());
    byType.put(RawHeaders.CLAIM, new PictureClaim(limits));
  }

  @Override
  public Content decode(RawRecord raw, RawFeed feed) throws Rejection {
    String type = contentType(raw, feed);
    if (type.equals(RawHeaders.UNREADABLE)) {
      throw new Rejection(
          Cause.UNREADABLE_AT_SOURCE,
          String.valueOf(raw.header(RawHeaders.SOURCE_ERROR)) + "; repair the input of the source");
    }
    int length = raw.bytes().length;
    if (length == 0) {
      throw new Rejection(
          Cause.EMPTY_VALUE, "the value has no bytes; leave the record out or send its content");
    }
    if (length > valueBytes) {
      throw new Rejection(
          Cause.TOO_LARGE,
          "the value has "
              + length
              + " bytes, the limit is "
              + valueBytes
              + "; send a smaller one or a claim check (dataUri)");
    }
    ContentDecoder decoder = byType.get(type);
    if (decoder == null) {
      throw new Rejection(
          Cause.UNKNOWN_CONTENT_TYPE,
          "no decoder for content-type '" + type + "'; use one of " + byType.keySet());
    }
    return read(decoder, raw, feed, type);
  }

  private static Content read(ContentDecoder decoder, RawRecord raw, RawFeed feed, String type)
      throws Rejection {
    Content content;
    try {
      content = decoder.decode(raw, feed);
    } catch (RuntimeException e) {
      // Parsers of foreign bytes fail in ways that they don't document; none of them may stop the
      // stream.
      throw new Rejection(
          Cause.DECODER_FAILED,
          "the decoder of " + type + " failed: " + e + "; report it as a bug");
    }
    if (content.payload().kind() != feed.kind()) {
      throw new Rejection(
          Cause.WRONG_KIND,
          "feed '"
              + feed.name()
              + "' carries "
              + feed.kind()
              + ", this is "
              + content.payload().kind()
              + "; send it to the topic of its own feed");
    }
    return content;
  }

  /** The content type as stated, or as value and feed suggest. */
  public static String contentType(RawRecord raw, RawFeed feed) {
    @Nullable String stated = raw.contentType();
    if (stated != null) {
      return stated;
    }
    byte[] value = raw.bytes();
    if (value.length >= AvroCodec.HEADER_BYTES && value[0] == AVRO_0 && value[1] == AVRO_1) {
      // No UTF-8, JSON or picture starts with these two bytes.
      return RawHeaders.AVRO;
    }
    return switch (feed.kind()) {
      case SENSOR, LABEL -> RawHeaders.JSON;
      case TEXT -> RawHeaders.TEXT;
      case IMAGE -> RawHeaders.JPEG;
    };
  }
}
