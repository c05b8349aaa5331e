package dev.millrace.deploy.blob;

import dev.millrace.schemas.blob.BlobName;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Finds the blobs that a record names, by the form of their references alone: so a claim is found
 * in a raw record, in an event, and in a dead letter that holds either.
 */
final class BlobMentions {

  private static final byte[] START = "blob:sha256/".getBytes(StandardCharsets.US_ASCII);

  private static final int LENGTH =
      new BlobName("0".repeat(64)).uri().getBytes(StandardCharsets.US_ASCII).length;

  private BlobMentions() {}

  /** Hands on each name in the bytes. */
  static void in(byte[] value, Consumer<BlobName> each) {
    for (int at = 0; at + LENGTH <= value.length; at++) {
      if (value[at] == START[0]
          && Arrays.equals(value, at, at + START.length, START, 0, START.length)) {
        String uri = new String(value, at, LENGTH, StandardCharsets.ISO_8859_1);
        if (BlobName.isUri(uri)) {
          each.accept(BlobName.ofUri(uri));
        }
      }
    }
  }
}
