package dev.millrace.ingest.gateway;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Keys of Kafka records that are texts; others are numbers or records of their own. */
final class KeyText {

  /** Longer keys are no names. */
  private static final int MOST_BYTES = 1024;

  private KeyText() {}

  /** The text; null where the key is none. */
  static @Nullable String of(byte @Nullable [] key) {
    if (key == null || key.length == 0 || key.length > MOST_BYTES) {
      return null;
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString();
      return text.isBlank() || text.chars().anyMatch(Character::isISOControl) ? null : text;
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
