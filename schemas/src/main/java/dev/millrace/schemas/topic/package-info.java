/**
 * Topics in the hands of a person: read to their end, at one place, or written to by hand.
 *
 * <p>{@link dev.millrace.schemas.topic.KafkaAccess} makes clients, {@link
 * dev.millrace.schemas.topic.TopicReader} reads a topic's committed records, {@link
 * dev.millrace.schemas.topic.ModelLog} is the state of the model topics, {@link
 * dev.millrace.schemas.topic.AliasWriter} and {@link dev.millrace.schemas.topic.LetterReplay} write
 * what was decided.
 */
@NullMarked
package dev.millrace.schemas.topic;

import org.jspecify.annotations.NullMarked;
