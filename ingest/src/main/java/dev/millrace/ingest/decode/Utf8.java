package dev.millrace.ingest.decode;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Strict UTF-8: malformed bytes are refused, never replaced. */
final class Utf8 {

  private Utf8() {}

  static String read(byte[] bytes) throws Rejection {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(in, out, true);
    if (result.isError()) {
      throw new Rejection(
          Cause.NOT_UTF8,
          String.format(
              "byte %d (0x%02X) is not UTF-8; convert the source to UTF-8",
              in.position(), bytes[in.position()]));
    }
    return out.flip().toString();
  }
}
