package dev.millrace.deploy.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.deploy.local.RestartPolicy;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.client.JobExecutionException;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.apache.flink.util.SerializedThrowable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people are told when a cluster does not fit. */
final class ClusterErrorsTest {

  private static final URI URL = URI.create("http://flink:8081");

  @TempDir private Path folder;

  @Test
  void jobThatMissedANativeLibraryIsToldWhichFolderToCopy() {
    Throwable remote =
        new SerializedThrowable(
            new IllegalStateException(
                "operator failed", new NoClassDefFoundError("ai/onnxruntime/OrtException")));
    assertThat(RemoteJob.missingLibrary(new JobExecutionException(new JobID(), "failed", remote)))
        .hasValueSatisfying(
            told -> assertThat(told).contains("ai.onnxruntime").contains("flink-lib"));
  }

  @Test
  void otherFailuresStayAsTheyAre() {
    assertThat(RemoteJob.missingLibrary(new IllegalStateException("ai.onnxruntime said no")))
        .isEmpty();
  }

  @Test
  void patchReleasesOfFlinkMixButMinorOnesDoNot() {
    List<String> ours = List.of(EnvironmentInformation.getVersion().split("\\.", -1));
    SessionCluster.requireVersion(ours.get(0) + "." + ours.get(1) + ".99", URL);
    assertThatThrownBy(() -> SessionCluster.requireVersion(ours.get(0) + ".99.0", URL))
        .hasMessageContaining("runs version " + ours.get(0) + ".99.0");
  }

  @Test
  void addressesInTheWrongFormAreRefusedBeforeAnythingIsSent() {
    assertThatThrownBy(() -> connect("flink:8081", "file:///mnt/c"))
        .hasMessageContaining("http://HOST:PORT");
    assertThatThrownBy(() -> connect("http://flink:8081", "mnt/c"))
        .hasMessageContaining("file:///mnt/checkpoints");
  }

  private void connect(String url, String checkpoints) {
    RemoteFlink.connect(URI.create(url), URI.create(checkpoints), folder, 1, RestartPolicy.DEFAULT)
        .close();
  }
}
