package dev.millrace.inference.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.inference.preprocess.Outcome;
import dev.millrace.schemas.avro.ImageFrame;
import dev.millrace.schemas.blob.BlobAddress;
import dev.millrace.schemas.blob.BlobName;
import dev.millrace.schemas.blob.BlobStore;
import dev.millrace.schemas.blob.Blobs;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClaimedPicturesTest {

  private static final byte[] PICTURE = "not looked at here".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;
  private BlobAddress address;
  private BlobName name;

  @BeforeEach
  void put() throws Exception {
    address = BlobAddress.of(folder.toString(), null);
    try (BlobStore store = Blobs.open(address, InstantSource.system())) {
      name = store.put(PICTURE);
    }
  }

  private static ImageFrame frame(String uri) {
    return new ImageFrame("e", "s", "cam", 0L, 0L, Map.of(), "png", 1, 1, null, uri);
  }

  private static Outcome.Cause cause(Outcome<SpecificRecord> outcome) {
    return ((Outcome.Rejected<SpecificRecord>) outcome).cause();
  }

  @Test
  void theClaimedPictureComesIntoTheEvent() {
    try (ClaimedPictures pictures = ClaimedPictures.in(address)) {
      ImageFrame claimed = frame(name.uri());
      Outcome<SpecificRecord> outcome = pictures.inline(claimed);
      ImageFrame whole = (ImageFrame) ((Outcome.Prepared<SpecificRecord>) outcome).value();
      assertThat(whole.getData()).isEqualTo(ByteBuffer.wrap(PICTURE));
      assertThat(whole.getEventId()).isEqualTo("e");
      assertThat(claimed.getData()).isNull();
    }
  }

  @Test
  void aMissingADamagedAndATooLargeBlobAreTheEventsFault() throws Exception {
    try (ClaimedPictures pictures = ClaimedPictures.in(address)) {
      Path file = folder.resolve(name.key());
      Files.write(file, new byte[] {1});
      assertThat(cause(pictures.inline(frame(name.uri())))).isEqualTo(Outcome.Cause.BLOB_DAMAGED);
      try (var large = new RandomAccessFile(file.toFile(), "rw")) {
        large.setLength(Blobs.MOST_BYTES + 1L);
      }
      assertThat(cause(pictures.inline(frame(name.uri())))).isEqualTo(Outcome.Cause.TOO_LARGE);
      Files.delete(file);
      assertThat(cause(pictures.inline(frame(name.uri())))).isEqualTo(Outcome.Cause.BLOB_MISSING);
    }
  }

  @Test
  void whatNamesNoBlobOrHasNoStoreStaysAsItIs() {
    ImageFrame elsewhere = frame("https://example.org/cat.png");
    try (ClaimedPictures pictures = ClaimedPictures.in(address);
        ClaimedPictures none = ClaimedPictures.in(null)) {
      assertThat(pictures.inline(elsewhere)).isEqualTo(Outcome.prepared(elsewhere));
      ImageFrame claimed = frame(name.uri());
      assertThat(none.inline(claimed)).isEqualTo(Outcome.prepared(claimed));
    }
  }

  @Test
  void aStoreThatDoesNotAnswerIsNotTheEventsFault() throws Exception {
    Path settings = folder.resolve("s3.properties");
    Files.writeString(settings, "endpoint=http://127.0.0.1:1\n");
    try (ClaimedPictures pictures = ClaimedPictures.in(BlobAddress.of("s3://b", settings))) {
      assertThatThrownBy(() -> pictures.inline(frame(name.uri())))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("s3://b at http://127.0.0.1:1 does not answer");
    }
  }
}
