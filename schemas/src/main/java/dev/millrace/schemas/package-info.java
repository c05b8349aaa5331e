/**
 * The contract between the parts: what lies on which topic and how it is read.
 *
 * <p>Start at {@link dev.millrace.schemas.Topics}. Records are Avro classes of the {@code avro}
 * sub-package, written and read by {@link dev.millrace.schemas.AvroCodec}; {@link
 * dev.millrace.schemas.EventId} names events; {@link dev.millrace.schemas.MarkerTracker} knows how
 * far a stream has come. {@link dev.millrace.schemas.TopicCreator} creates the topics, {@link
 * dev.millrace.schemas.SchemaLog} tells consumers the schemas.
 */
@NullMarked
package dev.millrace.schemas;

import org.jspecify.annotations.NullMarked;
