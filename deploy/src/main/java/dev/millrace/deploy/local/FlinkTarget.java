package dev.millrace.deploy.local;

import java.net.URI;
import java.util.Optional;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A Flink cluster that takes jobs: in this process or elsewhere. Closing it ends what it owns. */
public interface FlinkTarget extends AutoCloseable {

  /**
   * Submits what has been built in an environment.
   *
   * @param name name of the job
   * @return a client whose result completes when the job ends, exceptionally if it failed
   */
  JobClient submit(StreamExecutionEnvironment environment, String name);

  /** Where a job keeps its checkpoints, as a URI for Flink's settings. */
  URI checkpoints(String job);

  /** The newest complete checkpoint that a job has left, as a URI to resume from. */
  Optional<URI> newestCheckpoint(String job);

  /** Whether operators run in this process and share what it has loaded. */
  boolean inThisProcess();

  @Override
  void close();
}
