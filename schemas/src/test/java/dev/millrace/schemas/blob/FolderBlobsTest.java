package dev.millrace.schemas.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderBlobsTest {

  private static final byte[] ABC = "abc".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private BlobStore store;

  @BeforeEach
  void open() throws Exception {
    String where = folder.resolve("blobs").toString();
    store = Blobs.open(BlobAddress.of(where, null), () -> now);
  }

  private Path file(BlobName name) {
    return folder.resolve("blobs").resolve(name.key());
  }

  private List<BlobStore.Stored> listed() throws Exception {
    List<BlobStore.Stored> all = new ArrayList<>();
    store.list(all::add);
    return all;
  }

  @Test
  void aBlobLiesUnderItsDigestAndIsReadBack() throws Exception {
    BlobName name = store.put(ABC);
    assertThat(name.uri())
        .isEqualTo("blob:sha256/ba/7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(file(name)).hasBinaryContent(ABC);
    assertThat(store.get(BlobName.ofUri(name.uri()), 3)).isEqualTo(ABC);
    assertThat(listed()).containsExactly(new BlobStore.Stored(name, 3, now));
    try (Stream<Path> files = Files.list(file(name).getParent())) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void whatIsMissingDamagedOrTooLargeIsNeverGivenOut() throws Exception {
    BlobName name = store.put(ABC);
    assertThatThrownBy(() -> store.get(name, 2))
        .isInstanceOf(UnusableBlob.class)
        .hasMessageContaining("has 3 bytes, at most 2");
    Files.writeString(file(name), "abd");
    assertThatThrownBy(() -> store.get(name, 10))
        .isInstanceOfSatisfying(
            UnusableBlob.class, e -> assertThat(e.code()).isEqualTo(UnusableBlob.Cause.DAMAGED))
        .hasMessageContaining(name.key());
    Files.delete(file(name));
    assertThatThrownBy(() -> store.get(name, 10))
        .isInstanceOfSatisfying(
            UnusableBlob.class, e -> assertThat(e.code()).isEqualTo(UnusableBlob.Cause.MISSING));
  }

  @Test
  void aCutOrDamagedFileIsWrittenAnew() throws Exception {
    BlobName name = store.put(ABC);
    for (String damaged : List.of("a", "abd")) {
      Files.writeString(file(name), damaged);
      store.put(ABC);
      assertThat(store.get(name, 3)).isEqualTo(ABC);
    }
  }

  @Test
  void aBlobThatIsPutAgainIsYoungAndStays() throws Exception {
    BlobName name = store.put(ABC);
    Instant before = now.plus(Duration.ofDays(1));
    now = now.plus(Duration.ofDays(2));
    store.put(ABC);
    assertThat(store.remove(name, before)).isFalse();
    assertThat(store.remove(name, now.plusSeconds(1))).isTrue();
    assertThat(store.remove(name, now.plusSeconds(1))).isFalse();
    assertThat(listed()).isEmpty();
  }

  @Test
  void linksAreNotFollowed() throws Exception {
    BlobName name = BlobName.of(ABC);
    Path secret = Files.writeString(folder.resolve("secret"), "abc");
    Files.createDirectories(file(name).getParent());
    Files.createSymbolicLink(file(name), secret);
    assertThatThrownBy(() -> store.get(name, 10)).isInstanceOf(IOException.class);
    assertThat(listed()).isEmpty();
    store.put(ABC);
    assertThat(store.get(name, 10)).isEqualTo(ABC);
    assertThat(secret).hasContent("abc");
  }

  @Test
  void noNameLeadsOutOfTheFolder() {
    for (String uri :
        List.of(
            "blob:sha256/../" + "0".repeat(62),
            "blob:sha256/ab/" + "g".repeat(62),
            "blob:sha256/ab/" + "A".repeat(62),
            "blob:../x",
            "file:/etc/passwd",
            "blob:sha256/ab/" + "0".repeat(61) + "/")) {
      assertThat(BlobName.isUri(uri)).as(uri).isFalse();
      assertThatThrownBy(() -> BlobName.ofUri(uri)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void addressesHaveNoSecrets() {
    assertThat(BlobAddress.of("s3://b/p", null).uri()).isEqualTo("s3://b/p");
    for (String text : List.of("http://b", "s3://key:secret@b", "s3://b?key=1", "s3:b")) {
      assertThatThrownBy(() -> BlobAddress.of(text, null))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
