/**
 * The task file as a tree of records: what feed, what model, what to learn.
 *
 * <p>Start at {@link dev.millrace.schemas.task.Task}. {@code TaskFile} reads it from YAML and
 * reports every error at once; all records are serializable, since they travel in Flink's job
 * graph. Defaults are written once, in the record they belong to.
 */
@NullMarked
package dev.millrace.schemas.task;

import org.jspecify.annotations.NullMarked;
