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

/** How what was found in a picture is drawn, with events made in the page itself. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PictureInBrowserTest {

  /** A box of 20 by 10 pixels, 10 further to the right in each frame; trails of the last frame. */
  private static final String TRAILS =
      """
      const [frames] = arguments;
      return import('/trails.js').then(({ Trails }) => {
        const trails = new Trails();
        let last;
        frames.forEach(([eventTime, trackId], i) => {
          const boxes = [
            { label: 'car', score: 0.9, x1: 10 * i, y1: 0, x2: 10 * i + 20, y2: 10, trackId },
            { label: 'car', score: 0.8, x1: 0, y1: 50, x2: 20, y2: 60, trackId: null },
          ];
          last = { eventTime, output: { type: 'detections', boxes } };
          trails.add(last);
        });
        const lines = trails.lines(last);
        return {
          points: lines.map((line) => line.points.join(' ')),
          fade: lines.map((line) => line.opacity),
          tracks: lines.map((line) => line.trackId),
        };
      });
      """;

  /** Colours of pixels of a canvas of twice the picture's size, as hexadecimal digits. */
  private static final String DRAWN =
      """
      const [boxes, lines, pixels] = arguments;
      return import('/drawing.js').then(({ colourOf, drawFound, wordsOf }) => {
        const context = new OffscreenCanvas(200, 200).getContext('2d');
        drawFound(context, { boxes, lines }, 2, 1);
        const hex = (x, y) => '#' + [...context.getImageData(x, y, 1, 1).data.slice(0, 3)]
          .map((part) => part.toString(16).padStart(2, '0')).join('');
        return {
          pixels: pixels.map(([x, y]) => hex(x, y)),
          colours: boxes.map(colourOf),
          words: boxes.map(wordsOf),
        };
      });
      """;

  private static final String LABELS =
      """
      const [boxes, width, height] = arguments;
      return import('/labels.js').then(({ placeLabels }) => {
        const wanted = boxes.map(([x1, y1, x2, y2]) => (
          { box: { x1, y1, x2, y2 }, width: 40, height: 10 }));
        return placeLabels(wanted, { width, height })
          .map((place) => place && [place.x1, place.y1, place.x2, place.y2]);
      });
      """;

  /** A card whose picture nobody holds, before and after its worker broke. */
  private static final String GONE =
      """
      const workers = [];
      const Plain = window.Worker;
      window.Worker = class extends Plain {
        constructor(...all) {
          super(...all);
          workers.push(this);
        }
      };
      return Promise.all([import('/picture.js'), import('/painter.js')]).then(
        async ([{ PictureCard }, { Painter }]) => {
          const painter = new Painter();
          const card = new PictureCard(painter);
          document.body.append(card.element);
          card.element.style.width = '300px';
          const box = { label: 'car', score: 0.9, x1: 20, y1: 20, x2: 80, y2: 80, trackId: 1 };
          card.newest = {
            task: 't', source: 's', at: 0, latencyMs: 1, version: 0, eventTime: 0,
            input: { type: 'image', picture: '/api/no-such-picture', width: 100, height: 100 },
            output: { type: 'detections', boxes: [box] },
          };
          const drawn = () => {
            const canvas = card.element.querySelector('canvas');
            const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d');
            copy.drawImage(canvas, 0, 0);
            const data = copy.getImageData(0, 0, canvas.width, canvas.height).data;
            return data.some((part, i) => i % 4 === 3 && part === 255);
          };
          const until = async (what) => {
            while (!what()) await new Promise((then) => setTimeout(then, 20));
          };
          await new Promise((then) => card.paint(then));
          card.describe();
          await until(drawn);
          const first = card.element.querySelector('canvas');
          workers[0].dispatchEvent(new Event('error'));
          await until(() => card.element.querySelector('canvas') !== first && drawn());
          const words = card.element.innerText;
          card.close();
          painter.close();
          card.element.remove();
          window.Worker = Plain;
          return { words, workers: workers.length };
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

  /** The trails after frames {@code [event time, track]}. */
  @SuppressWarnings("unchecked")
  private Map<String, List<Object>> trails(List<List<Long>> frames) {
    return (Map<String, List<Object>>) browser.script(TRAILS, frames);
  }

  private static List<List<Long>> frames(int count) {
    return Stream.iterate(0L, i -> i + 1).limit(count).map(i -> List.of(i, 7L)).toList();
  }

  private static Map<String, Object> box(int x1, int y1, int x2, int y2) {
    return Map.of("label", "<b>car", "score", 0.9, "x1", x1, "y1", y1, "x2", x2, "y2", y2);
  }

  private static Map<String, Object> tracked(int x1, int y1, int x2, int y2, int track) {
    return Map.of(
        "label", "<b>car", "score", 0.9, "x1", x1, "y1", y1, "x2", x2, "y2", y2, "trackId", track);
  }

  @SuppressWarnings("unchecked")
  private Map<String, List<Object>> drawn(
      List<Map<String, Object>> boxes,
      List<Map<String, Object>> lines,
      List<List<Integer>> pixels) {
    return (Map<String, List<Object>>) browser.script(DRAWN, boxes, lines, pixels);
  }

  @SuppressWarnings("unchecked")
  private List<@Nullable List<Number>> labels(List<List<Integer>> boxes, int width, int height) {
    return (List<@Nullable List<Number>>) browser.script(LABELS, boxes, width, height);
  }

  @Test
  void trackHasAFadingTrailOfItsLastTwelveCentres() {
    Map<String, List<Object>> shown = trails(frames(20));
    assertThat(shown.get("points"))
        .containsExactly(
            "90,5 100,5 110,5 120,5",
            "120,5 130,5 140,5 150,5 160,5",
            "160,5 170,5 180,5 190,5 200,5");
    assertThat(shown.get("fade")).containsExactly(0.25, 0.5, 0.9);
    assertThat(shown.get("tracks")).containsOnly(7L);
  }

  @Test
  void trailIsShortWhileTheTrackIsYoung() {
    assertThat(trails(frames(1)).get("points")).isEmpty();
    assertThat(trails(frames(2)).get("points")).containsExactly("10,5 20,5");
    assertThat(trails(frames(2)).get("fade")).containsExactly(0.9);
  }

  @Test
  void trailEndsWithItsTrackAndWithARunWhoseTimesBeginAgain() {
    List<List<Long>> other = List.of(List.of(0L, 7L), List.of(1L, 7L), List.of(2L, 8L));
    assertThat(trails(other).get("points")).isEmpty();
    List<List<Long>> again = List.of(List.of(5L, 7L), List.of(6L, 7L), List.of(1L, 7L));
    assertThat(trails(again).get("points")).isEmpty();
  }

  @Test
  void trackLiesAboveWhatIsNoneAndHasItsNumberAndItsColour() {
    List<Map<String, Object>> boxes = List.of(box(10, 40, 90, 90), tracked(50, 20, 95, 70, 7));
    Map<String, Object> trail =
        Map.of("trackId", 7, "points", List.of(List.of(20, 60), List.of(40, 60)), "opacity", 1);
    // The left edge of each, where the track's crosses the other's upper edge, and the trail.
    Map<String, List<Object>> shown =
        drawn(
            boxes,
            List.of(trail),
            List.of(List.of(20, 140), List.of(100, 60), List.of(100, 80), List.of(60, 120)));
    Object other = shown.get("colours").get(0);
    Object track = shown.get("colours").get(1);
    assertThat(track).isNotEqualTo(other);
    assertThat(shown.get("pixels")).containsExactly(other, track, track, track);
    assertThat(shown.get("words").get(0).toString()).startsWith("<b>car 90");
    assertThat(shown.get("words").get(1).toString()).startsWith("#7 <b>car 90");
  }

  @Test
  void labelLiesAboveItsBoxWhereThereIsRoom() {
    assertThat(labels(List.of(List.of(30, 30, 90, 60)), 200, 100).get(0))
        .extracting(Number::intValue)
        .containsExactly(30, 20, 70, 30);
  }

  @Test
  void labelsOfLinesOfTextHideNoOtherLine() {
    List<List<Integer>> lines =
        Stream.iterate(10, y -> y + 12).limit(5).map(y -> List.of(20, y, 90, y + 11)).toList();
    List<@Nullable List<Number>> places = labels(lines, 200, 100);
    for (List<Number> place : places) {
      for (List<Integer> line : lines) {
        double across = least(place.get(2), line.get(2)) - most(place.get(0), line.get(0));
        double down = least(place.get(3), line.get(3)) - most(place.get(1), line.get(1));
        assertThat(Math.min(across, down)).as("%s on %s", place, line).isLessThanOrEqualTo(1);
      }
    }
  }

  @Test
  void labelStaysInThePictureAndIsLeftOutWhereItWouldLieOnOthers() {
    List<List<Integer>> same = Stream.generate(() -> List.of(0, 0, 50, 12)).limit(9).toList();
    List<@Nullable List<Number>> places = labels(same, 50, 12);
    assertThat(places.get(0))
        .extracting(Number::intValue)
        .satisfies(
            place -> {
              assertThat(place.get(0)).isBetween(0, 10);
              assertThat(place.get(1)).isBetween(0, 2);
            });
    assertThat(places.subList(1, 9)).containsOnlyNulls();
  }

  private static double least(Number a, Number b) {
    return Math.min(a.doubleValue(), b.doubleValue());
  }

  private static double most(Number a, Number b) {
    return Math.max(a.doubleValue(), b.doubleValue());
  }

  @Test
  void boxesAreDrawnWithoutTheirPictureAndAgainWhenTheWorkerBroke() {
    Map<?, ?> seen = (Map<?, ?>) browser.script(GONE);
    assertThat(seen.get("workers")).isEqualTo(2L);
    assertThat(seen.get("words").toString()).contains("The picture is no longer held.", "car");
  }
}
