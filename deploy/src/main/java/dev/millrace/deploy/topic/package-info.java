/**
 * Topics as a person or a report wants them: read to their end, decoded, shown as JSON.
 *
 * <p>{@link dev.millrace.schemas.topic.KafkaAccess} makes clients, {@link
 * dev.millrace.schemas.topic.TopicReader} reads a topic's committed records, {@link
 * dev.millrace.deploy.topic.RecordJson} shows one record, {@link
 * dev.millrace.schemas.topic.ModelLog} is the state of the model topics.
 */
@NullMarked
package dev.millrace.deploy.topic;

import org.jspecify.annotations.NullMarked;
