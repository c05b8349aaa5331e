package dev.millrace.ingest.decode;

/** Plain text: the whole value is the text, in strict UTF-8. */
final class TextContent implements ContentDecoder {

  @Override
  public Content decode(RawRecord raw, RawFeed feed) throws Rejection {
    return new Content(Said.NOTHING, new Payload.Words(Utf8.read(raw.bytes()), null));
  }
}
