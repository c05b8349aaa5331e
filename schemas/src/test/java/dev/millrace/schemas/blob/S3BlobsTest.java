package dev.millrace.schemas.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3BlobsTest {

  private static final byte[] ABC = "abc".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;
  private S3Stub s3;
  private BlobStore store;

  @BeforeEach
  void open() throws Exception {
    s3 = new S3Stub();
    store = open("accessKey=key", "secretKey=secret");
  }

  @AfterEach
  void close() {
    s3.close();
  }

  private BlobStore open(String... lines) throws Exception {
    Path settings = folder.resolve("s3.properties");
    Files.writeString(
        settings, "endpoint=" + s3.url() + "\nregion=eu-1\n" + String.join("\n", lines));
    return Blobs.open(BlobAddress.of("s3://bucket/mill", settings), InstantSource.system());
  }

  @Test
  void aBlobLiesUnderItsDigestAndIsReadBack() throws Exception {
    BlobName name = store.put(ABC);
    assertThat(s3.paths()).containsExactly("/bucket/mill/" + name.key());
    assertThat(store.get(name, 3)).isEqualTo(ABC);
  }

  @Test
  void whatIsMissingDamagedOrTooLargeIsNeverGivenOut() throws Exception {
    BlobName name = store.put(ABC);
    assertThatThrownBy(() -> store.get(name, 2))
        .isInstanceOf(UnusableBlob.class)
        .hasMessageContaining("has 3 bytes, at most 2");
    s3.damage("/bucket/mill/" + name.key());
    assertThatThrownBy(() -> store.get(name, 10))
        .isInstanceOfSatisfying(
            UnusableBlob.class, e -> assertThat(e.code()).isEqualTo(UnusableBlob.Cause.DAMAGED));
    assertThatThrownBy(() -> store.get(new BlobName("0".repeat(64)), 10))
        .isInstanceOfSatisfying(
            UnusableBlob.class, e -> assertThat(e.code()).isEqualTo(UnusableBlob.Cause.MISSING));
  }

  @Test
  void allPagesAreListedAndOthersObjectsAreNot() throws Exception {
    List<BlobName> names = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      names.add(store.put(new byte[] {(byte) i}));
    }
    S3Settings settings = S3Settings.read(folder.resolve("s3.properties").toString());
    new S3Client(settings, InstantSource.system())
        .ask("PUT", "/bucket/mill/sha256/other", new TreeMap<>(), ABC, 100);
    List<BlobStore.Stored> all = new ArrayList<>();
    store.list(all::add);
    assertThat(all).extracting(BlobStore.Stored::name).containsExactlyInAnyOrderElementsOf(names);
    assertThat(all).allMatch(stored -> stored.bytes() == 1 && stored.putAt().equals(s3.now));
  }

  @Test
  void aBlobThatIsPutAgainIsYoungAndStays() throws Exception {
    BlobName name = store.put(ABC);
    var before = s3.now.plus(Duration.ofDays(1));
    s3.now = s3.now.plus(Duration.ofDays(2));
    store.put(ABC);
    assertThat(store.remove(name, before)).isFalse();
    assertThat(store.remove(name, s3.now.plusSeconds(1))).isTrue();
    assertThat(store.remove(name, s3.now.plusSeconds(1))).isFalse();
    assertThat(s3.paths()).isEmpty();
  }

  @Test
  void aStoreThatRefusesSaysWhyAndNeverTheSecret() throws Exception {
    BlobStore wrong = open("accessKey=key", "secretKey=not-the-one");
    assertThatThrownBy(() -> wrong.put(ABC))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("403 (SignatureDoesNotMatch)")
        .hasMessageContaining("settings file")
        .satisfies(e -> assertThat(e.toString() + e.getCause()).doesNotContain("not-the-one"));
    s3.failure = 503;
    assertThatThrownBy(() -> store.get(BlobName.of(ABC), 10))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("503 (SlowDown)");
    s3.close();
    assertThatThrownBy(() -> store.put(ABC)).isInstanceOf(IOException.class);
  }

  @Test
  void settingsThatAreNoneStopTheStart() {
    assertThatThrownBy(() -> open("accessKey=key"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("accessKey and secretKey");
    assertThatThrownBy(() -> open("endpoint=here"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("endpoint here");
    assertThatThrownBy(
            () ->
                Blobs.open(
                    BlobAddress.of("s3://bucket", folder.resolve("none")), InstantSource.system()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("must exist on every machine");
  }
}
