package dev.millrace.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.task.Feed;
import dev.millrace.schemas.task.FeedFormat;
import dev.millrace.schemas.task.LabelDelay;
import dev.millrace.schemas.task.TimeSpec;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class SignSourceTest {

  private final ManualClock clock = new ManualClock();

  @Test
  void aSignASecondThatCanBeLookedUpByItsName() throws InterruptedException, IOException {
    Pause pause =
        duration -> {
          clock.advance(duration);
          return false;
        };
    Beat beat = new Beat(SignSource.PERIOD, clock, pause, new CountDownLatch(1));
    try (SignSource source = new SignSource(feed(), clock, beat)) {
      SourceItem.Event first = (SourceItem.Event) source.next().orElseThrow();
      SourceItem.Event second = (SourceItem.Event) source.next().orElseThrow();

      assertThat(second.eventTime() - first.eventTime()).isEqualTo(1_000_000);
      assertThat(second.attributes()).containsExactly(Map.entry("file", "sign-1.jpg"));
      assertThat(second.payload()).isEqualTo(DrawnSigns.sign(SignSource.SEED, 1).jpeg());
      assertThat(ImageIO.read(new ByteArrayInputStream(second.payload()))).isNotNull();
    }
  }

  private static Feed feed() {
    return new Feed(
        "signs",
        List.of(),
        FeedFormat.DRAWN_SIGNS,
        Feed.TableFormat.UNUSED,
        Feed.Columns.NONE,
        TimeSpec.COUNTED,
        null,
        LabelDelay.NONE,
        null);
  }
}
