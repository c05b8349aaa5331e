package dev.millrace.deploy.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.dashboard.Dashboard;
import dev.millrace.dashboard.http.DashboardSettings;
import dev.millrace.deploy.browser.Chromium;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** How a picture's card draws tracks, with events made in the page itself. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PictureInBrowserTest {

  /** A box of 20 by 10 pixels, 10 further to the right in each frame, and what the card shows. */
  private static final String CARD =
      """
      const [frames, drawn] = arguments;
      return import('/picture.js').then(({ PictureCard }) => {
        const card = new PictureCard();
        frames.forEach(([eventTime, trackId], i) => {
          const boxes = [
            { label: '<b>car', score: 0.9, x1: 10 * i, y1: 0, x2: 10 * i + 20, y2: 10, trackId },
            { label: 'car', score: 0.8, x1: 0, y1: 50, x2: 20, y2: 60, trackId: null },
          ];
          const output = { type: 'detections', boxes };
          const told = { task: 't', source: 's', at: 0, latencyMs: 1, version: 0 };
          card.newest = { ...told, eventTime, output };
          if (drawn.includes(i)) card.fetch(() => card.draw());
        });
        const all = (selector) => [...card.overlay.querySelectorAll(selector)];
        const lines = all('polyline.trail');
        return {
          points: lines.map((line) => line.getAttribute('points')),
          fade: lines.map((line) => Number(line.style.opacity)),
          words: all('text').map((text) => text.textContent),
          colours: [...lines, ...all('.found')].map((shape) => shape.style.stroke),
        };
      });
      """;

  private @Nullable Chromium browser;
  private @Nullable Dashboard dashboard;

  @BeforeAll
  void open() {
    browser = Chromium.open(800, 600);
    dashboard =
        Dashboard.listen(
            new DashboardSettings(DashboardSettings.LOOPBACK, 0, Set.of(), null),
            InstantSource.system());
    browser.go(dashboard.url());
  }

  @AfterAll
  void close() {
    if (dashboard != null) {
      dashboard.close();
    }
    if (browser != null) {
      browser.close();
    }
  }

  /** What is shown after frames {@code [event time, track]}, of which only some are drawn. */
  @SuppressWarnings("unchecked")
  private Map<String, List<Object>> shown(List<List<Long>> frames, List<Integer> drawn) {
    return (Map<String, List<Object>>) browser.script(CARD, frames, drawn);
  }

  private static List<List<Long>> frames(int count) {
    return Stream.iterate(0L, i -> i + 1).limit(count).map(i -> List.of(i, 7L)).toList();
  }

  @Test
  void trackHasItsNumberItsColourAndAFadingTrailOfItsLastTwelveCentres() {
    Map<String, List<Object>> shown = shown(frames(20), List.of(3, 19));
    assertThat(shown.get("points"))
        .containsExactly(
            "90,5 100,5 110,5 120,5",
            "120,5 130,5 140,5 150,5 160,5",
            "160,5 170,5 180,5 190,5 200,5");
    assertThat(shown.get("fade")).containsExactly(0.25, 0.5, 0.9);
    assertThat(shown.get("colours").subList(0, 3)).containsOnly("var(--c8)");
  }

  @Test
  void trackLiesAboveWhatIsNone() {
    Map<String, List<Object>> shown = shown(frames(2), List.of(1));
    assertThat(shown.get("words").get(0).toString()).startsWith("car 80");
    assertThat(shown.get("words").get(1).toString()).startsWith("#7 <b>car 90");
    assertThat(shown.get("colours").get(2)).isEqualTo("var(--c8)");
    assertThat(shown.get("colours").get(1)).isNotEqualTo("var(--c8)");
  }

  @Test
  void trailIsShortWhileTheTrackIsYoung() {
    assertThat(shown(frames(1), List.of(0)).get("points")).isEmpty();
    assertThat(shown(frames(2), List.of(1)).get("points")).containsExactly("10,5 20,5");
    assertThat(shown(frames(2), List.of(1)).get("fade")).containsExactly(0.9);
  }

  @Test
  void trailEndsWithItsTrackAndWithARunWhoseTimesBeginAgain() {
    List<List<Long>> other = List.of(List.of(0L, 7L), List.of(1L, 7L), List.of(2L, 8L));
    assertThat(shown(other, List.of(2)).get("points")).isEmpty();
    List<List<Long>> again = List.of(List.of(5L, 7L), List.of(6L, 7L), List.of(1L, 7L));
    assertThat(shown(again, List.of(2)).get("points")).isEmpty();
  }
}
