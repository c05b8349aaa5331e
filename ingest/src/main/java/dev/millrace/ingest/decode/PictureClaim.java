package dev.millrace.ingest.decode;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schemas.blob.BlobName;
import java.io.IOException;
import java.util.Optional;

/**
 * A claim check: {@code {"dataUri", "encoding", "width", "height"}} in place of a picture that lies
 * in the blob store. What it says of the picture is what whoever stored it found; the reader of the
 * picture checks its digest, its size and its pixels before it decodes it.
 */
public final class PictureClaim implements ContentDecoder {

  /** A claim has a hundred bytes. */
  private static final int MOST_BYTES = 4096;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final PictureContent pictures;

  PictureClaim(Limits limits) {
    pictures = new PictureContent(limits);
  }

  /**
   * What is known of a picture before it is stored.
   *
   * @param encoding {@code jpeg} or {@code png}
   * @param width pixels as stored
   * @param height pixels as stored
   */
  public record Found(String encoding, int width, int height) {

    /** The claim on the picture that lies under this name. */
    public byte[] claim(BlobName name) {
      ObjectNode claim =
          JSON.createObjectNode()
              .put("dataUri", name.uri())
              .put("encoding", encoding)
              .put("width", width)
              .put("height", height);
      try {
        return JSON.writeValueAsBytes(claim);
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("texts and numbers can always be written", e);
      }
    }
  }

  /** Looks at a picture; empty for bytes that ingest would refuse as one. */
  public static Optional<Found> look(byte[] picture) {
    try {
      Payload.Picture found = new PictureContent(Limits.DEFAULT).read(picture);
      return Optional.of(new Found(found.encoding(), found.width(), found.height()));
    } catch (Rejection e) {
      return Optional.empty();
    }
  }

  @Override
  public Content decode(RawRecord raw, RawFeed feed) throws Rejection {
    if (raw.bytes().length > MOST_BYTES) {
      throw new Rejection(
          Cause.TOO_LARGE,
          "a claim check of "
              + raw.bytes().length
              + " bytes, the limit is "
              + MOST_BYTES
              + "; send what Millrace's own gateways write");
    }
    JsonFields claim = parse(raw.bytes());
    String uri = claim.text("dataUri");
    if (!BlobName.isUri(uri)) {
      throw new Rejection(
          Cause.BAD_PICTURE, "dataUri '" + uri + "' names no blob; write blob:sha256/ab/cdef…");
    }
    int width = pixels(claim, "width");
    int height = pixels(claim, "height");
    pictures.check(width, height);
    return new Content(
        Said.NOTHING, new Payload.Picture(claim.text("encoding"), width, height, null, uri));
  }

  private static int pixels(JsonFields claim, String field) throws Rejection {
    double number = claim.number(field);
    if (number != (int) number) {
      throw new Rejection(Cause.BAD_PICTURE, field + " " + number + " is no number of pixels");
    }
    return (int) number;
  }

  private static JsonFields parse(byte[] json) throws Rejection {
    try {
      var tree = JSON.readTree(json);
      if (tree != null && tree.isObject()) {
        return new JsonFields(tree);
      }
    } catch (IOException e) {
      throw new Rejection(Cause.BAD_JSON, "the claim check is no JSON: " + e.getMessage());
    }
    throw new Rejection(Cause.BAD_JSON, "the claim check is no JSON object");
  }
}
