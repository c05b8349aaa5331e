package dev.millrace.ingest.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.RawHeaders;
import dev.millrace.schemas.blob.BlobName;
import dev.millrace.schemas.task.Feed;
import dev.millrace.schemas.task.TimeSpec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PictureClaimTest {

  private static final BlobName NAME = BlobName.of(new byte[0]);

  private static final RawFeed CAMERA =
      new RawFeed("cam", RawFeed.Kind.IMAGE, Feed.Columns.NONE, TimeSpec.COUNTED, Set.of());

  private final ContentDecoders decoders = new ContentDecoders(Limits.DEFAULT, new AvroCodec());

  private Content decode(byte[] claim) throws Rejection {
    return decoders.decode(
        new RawRecord(
            "raw.cam", 0, 0, 0, null, claim, Map.of(RawHeaders.CONTENT_TYPE, RawHeaders.CLAIM)),
        CAMERA);
  }

  @Test
  void aClaimIsAPictureThatLiesElsewhere() throws Exception {
    byte[] claim = PictureClaim.look(Pictures.png()).orElseThrow().claim(NAME);
    Payload.Picture picture = (Payload.Picture) decode(claim).payload();
    assertThat(picture.dataUri()).isEqualTo(NAME.uri());
    assertThat(picture.data()).isNull();
    assertThat(picture.encoding()).isEqualTo("png");
    assertThat(List.of(picture.width(), picture.height()))
        .containsExactly(Pictures.WIDTH, Pictures.HEIGHT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{x | BAD_JSON",
        "[] | BAD_JSON",
        "{'encoding':'png','width':1,'height':1} | MISSING_FIELD",
        "{'dataUri':'file:/etc/passwd','encoding':'png','width':1,'height':1} | BAD_PICTURE",
        "{'dataUri':'NAME','encoding':'png','width':1.5,'height':1} | BAD_PICTURE",
        "{'dataUri':'NAME','encoding':'png','width':0,'height':1} | BAD_PICTURE",
        "{'dataUri':'NAME','encoding':'png','width':100000,'height':100000} | TOO_LARGE",
      })
  void whatIsNoClaimIsRefused(String claim, Cause cause) {
    String json = claim.replace('\'', '"').replace("NAME", NAME.uri());
    assertThatThrownBy(() -> decode(json.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOfSatisfying(Rejection.class, e -> assertThat(e.code()).isEqualTo(cause));
  }
}
