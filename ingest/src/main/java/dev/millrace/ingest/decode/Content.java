package dev.millrace.ingest.decode;

/**
 * A decoded record.
 *
 * @param said what the value says of the event
 * @param payload what it is about
 */
public record Content(Said said, Payload payload) {}
