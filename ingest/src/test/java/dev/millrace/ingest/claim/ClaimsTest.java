package dev.millrace.ingest.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.ingest.decode.Pictures;
import dev.millrace.schemas.RawHeaders;
import dev.millrace.schemas.blob.BlobAddress;
import dev.millrace.schemas.blob.BlobName;
import dev.millrace.schemas.blob.BlobStore;
import dev.millrace.schemas.blob.Blobs;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClaimsTest {

  @TempDir Path folder;
  private BlobStore store;

  @BeforeEach
  void open() throws Exception {
    store = Blobs.open(BlobAddress.of(folder.toString(), null), InstantSource.system());
  }

  private static ProducerRecord<byte[], byte[]> record(String type, byte[] value) {
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>("raw.cam", new byte[] {1}, value);
    record.headers().add(RawHeaders.CONTENT_TYPE, type.getBytes(StandardCharsets.UTF_8));
    record.headers().add(RawHeaders.EVENT_ID, new byte[] {'e'});
    return record;
  }

  private static String header(ProducerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  @Test
  void aPictureAboveTheSizeGoesToTheStoreAndItsClaimIntoTheRecord() throws Exception {
    byte[] picture = Pictures.png();
    Claims claims = Claims.on(store, picture.length - 1);
    ProducerRecord<byte[], byte[]> claimed = claims.claimed(record("image/png", picture));
    BlobName name = BlobName.of(picture);
    assertThat(store.get(name, picture.length)).isEqualTo(picture);
    assertThat(new String(claimed.value(), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"dataUri\":\""
                + name.uri()
                + "\",\"encoding\":\"png\",\"width\":"
                + Pictures.WIDTH
                + ",\"height\":"
                + Pictures.HEIGHT
                + "}");
    assertThat(header(claimed, RawHeaders.CONTENT_TYPE)).isEqualTo(RawHeaders.CLAIM);
    assertThat(header(claimed, RawHeaders.EVENT_ID)).isEqualTo("e");
    assertThat(claimed.key()).isEqualTo(new byte[] {1});
  }

  @Test
  void whatIsSmallNoPictureOrBrokenStaysAsItIs() throws Exception {
    byte[] picture = Pictures.jpeg();
    Claims claims = Claims.on(store, picture.length);
    Claims all = Claims.on(store, 0);
    ProducerRecord<byte[], byte[]> small = record("image/jpeg", picture);
    assertThat(claims.claimed(small)).isSameAs(small);
    ProducerRecord<byte[], byte[]> text = record("text/plain", picture);
    assertThat(all.claimed(text)).isSameAs(text);
    ProducerRecord<byte[], byte[]> cut =
        record("image/jpeg", Arrays.copyOf(picture, picture.length / 2));
    assertThat(all.claimed(cut)).isSameAs(cut);
    assertThat(Claims.NONE.claimed(small)).isSameAs(small);
    store.list(blob -> assertThat(blob).isNull());
  }

  @Test
  void ofWhatNoRecordHasRoomForTheBeginningIsSentAsUnreadable() throws Exception {
    byte[] noise = new byte[17 << 20];
    ProducerRecord<byte[], byte[]> sent =
        Claims.on(store, 1 << 20).claimed(record("image/png", noise));
    assertThat(sent.value()).hasSize(64 * 1024);
    assertThat(header(sent, RawHeaders.CONTENT_TYPE)).isEqualTo(RawHeaders.UNREADABLE);
    assertThat(header(sent, RawHeaders.SOURCE_ERROR))
        .contains("has " + noise.length + " bytes", BlobName.of(noise).sha256());
    assertThat(header(sent, RawHeaders.EVENT_ID)).isEqualTo("e");
  }

  @Test
  void aStoreThatTakesNothingIsAnErrorAndNotALargeRecord() {
    BlobStore full =
        (BlobStore)
            Proxy.newProxyInstance(
                ClaimsTest.class.getClassLoader(),
                new Class<?>[] {BlobStore.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("put")) {
                    throw new IOException("no space left");
                  }
                  return "the store";
                });
    assertThatThrownBy(() -> Claims.on(full, 0).claimed(record("image/png", Pictures.png())))
        .isInstanceOf(BlobStoreFailure.class)
        .hasMessageContaining("the store")
        .hasMessageContaining("no space left");
  }
}
