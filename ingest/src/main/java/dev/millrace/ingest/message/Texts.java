package dev.millrace.ingest.message;

/** Messages that are a text with facts about it. */
final class Texts {

  private Texts() {}

  /** One field is the text, others are attributes. */
  static BodyReader of(String field, String... attributes) {
    return message -> Draft.text(message.text(field), message.attributes(attributes));
  }
}
