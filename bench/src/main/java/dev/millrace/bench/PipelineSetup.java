package dev.millrace.bench;

import dev.millrace.schemas.task.Task;
import java.nio.file.Path;

/**
 * What runs through the pipeline, and how wide.
 *
 * @param task the task; it learns or it does not
 * @param recording its input
 * @param texts how many texts the recording holds
 * @param partitions partitions of each topic
 * @param threads scoring threads
 */
record PipelineSetup(Task task, Path recording, int texts, int partitions, int threads) {}
