package dev.millrace.deploy.cli;

import dev.millrace.ingest.claim.Claims;
import dev.millrace.schemas.blob.BlobAddress;
import dev.millrace.schemas.blob.BlobStore;
import dev.millrace.schemas.blob.Blobs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where large pictures are held beside the topics. */
final class BlobOptions {

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec mixee;

  @Option(
      names = "--blobs",
      paramLabel = "STORE",
      description =
          "Hold pictures above a size there, and their digests in the records: a folder, or"
              + " s3://BUCKET/PREFIX.")
  private @Nullable String store;

  @Option(
      names = "--blobs-settings",
      paramLabel = "FILE",
      description =
          "Properties of an S3 store: endpoint, region, accessKey, secretKey, sessionToken.")
  private @Nullable Path settings;

  @Option(
      names = "--blobs-above",
      paramLabel = "BYTES",
      description = "Largest picture that stays in its record (default: ${DEFAULT-VALUE}).")
  private int above = Claims.DEFAULT_ABOVE;

  /** The store's address; null where none is named. */
  @Nullable BlobAddress address() {
    if (store == null) {
      return null;
    }
    try {
      return BlobAddress.of(store, settings);
    } catch (IllegalArgumentException e) {
      throw usage("--blobs: " + e.getMessage());
    }
  }

  /** Opens the store; null where none is named. */
  @Nullable BlobStore open(InstantSource clock) {
    BlobAddress address = address();
    try {
      return address == null ? null : Blobs.open(address, clock);
    } catch (IOException e) {
      throw usage("--blobs: " + e.getMessage());
    }
  }

  /** Claims on the store. */
  Claims claims(@Nullable BlobStore opened) {
    return opened == null ? Claims.NONE : Claims.on(opened, above);
  }

  RuntimeException usage(String message) {
    return mixee == null
        ? new IllegalStateException(message)
        : new ParameterException(mixee.commandLine(), message);
  }
}
