package dev.millrace.inference.operator;

import dev.millrace.schemas.Topics;
import dev.millrace.schemas.blob.BlobAddress;
import dev.millrace.schemas.task.Task;
import dev.millrace.stream.MarkerFanOut;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What one inference operator needs to start, as it travels in the job graph.
 *
 * @param task the task
 * @param model where its model comes from
 * @param published what the model topics hold at the start
 * @param topics topic names
 * @param markers where the task's progress is told
 * @param threads scoring threads of one subtask
 * @param unreadable what happens to a record that can't be read
 * @param blobs store of large pictures; null where none is named
 */
record OperatorSpec(
    Task task,
    ModelSource model,
    PublishedModels published,
    Topics topics,
    MarkerFanOut markers,
    int threads,
    Unreadable unreadable,
    @Nullable BlobAddress blobs)
    implements Serializable {

  /** A task without a store of large pictures. */
  OperatorSpec(
      Task task,
      ModelSource model,
      PublishedModels published,
      Topics topics,
      MarkerFanOut markers,
      int threads,
      Unreadable unreadable) {
    this(task, model, published, topics, markers, threads, unreadable, null);
  }
}
