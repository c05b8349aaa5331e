package dev.millrace.deploy.cluster;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.client.program.rest.RestClusterClient;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.client.JobExecutionException;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.util.SerializedThrowable;
import org.jspecify.annotations.Nullable;

/** A job on a session cluster, over the connection that submitted it. Thread-safe. */
final class RemoteJob implements JobClient {

  private static final ClassLoader LOADER = RemoteJob.class.getClassLoader();

  private final JobID id;
  private final RestClusterClient<?> client;
  private final CompletableFuture<JobResult> ended;

  /** Starts to follow a job that has been submitted. */
  RemoteJob(JobID id, RestClusterClient<?> client) {
    this.id = id;
    this.client = client;
    // One poll for all who ask, so that nothing is under way when the connection is closed.
    ended = client.requestJobResult(id);
  }

  @Override
  public JobID getJobID() {
    return id;
  }

  @Override
  public CompletableFuture<JobStatus> getJobStatus() {
    return client.getJobStatus(id);
  }

  @Override
  public CompletableFuture<Void> cancel() {
    return client.cancel(id).thenAccept(done -> {});
  }

  @Override
  public CompletableFuture<String> stopWithSavepoint(
      boolean advanceToEnd, @Nullable String folder, SavepointFormatType format) {
    return client.stopWithSavepoint(id, advanceToEnd, folder, format);
  }

  @Override
  public CompletableFuture<String> triggerSavepoint(
      @Nullable String folder, SavepointFormatType format) {
    return client.triggerSavepoint(id, folder, format);
  }

  @Override
  public CompletableFuture<Map<String, Object>> getAccumulators() {
    return client.getAccumulators(id, LOADER);
  }

  @Override
  public CompletableFuture<JobExecutionResult> getJobExecutionResult() {
    return ended.thenApply(RemoteJob::resultOf);
  }

  /** Completes when the job has ended, in whatever way. */
  CompletableFuture<JobResult> ended() {
    return ended;
  }

  private static JobExecutionResult resultOf(JobResult result) {
    try {
      return result.toJobExecutionResult(LOADER);
    } catch (JobExecutionException e) {
      Optional<String> remedy = missingLibrary(e);
      throw new CompletionException(
          remedy.isPresent() ? new IllegalStateException(remedy.get()) : e);
    } catch (Exception e) {
      throw new CompletionException(e);
    }
  }

  /** Says what to do if a job failed for want of what the cluster's lib folder should hold. */
  static Optional<String> missingLibrary(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String said = messageOf(cause).replace('/', '.');
      for (String type : JobJars.IN_LIB) {
        String library = type.substring(0, type.lastIndexOf('.'));
        if (said.contains("ClassNotFoundException: " + library)
            || said.contains("NoClassDefFoundError: " + library)) {
          return Optional.of(
              "the cluster's TaskManagers lack "
                  + library
                  + "; copy all jars of deploy/target/flink-lib into the lib folder of Flink on"
                  + " every machine and restart the cluster");
        }
      }
    }
    return Optional.empty();
  }

  private static String messageOf(Throwable cause) {
    return cause instanceof SerializedThrowable remote
        ? remote.getOriginalErrorClassName() + ": " + remote.getMessage()
        : cause.toString();
  }
}
