package dev.millrace.deploy.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the page's own thread is spared of a stream faster than anyone reads, and that it is told.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SiftInBrowserTest {

  private static final String EVENTS =
      """
      const text = (id) => ({ kind: 'prediction', task: 't', eventId: id,
        output: { type: 'classification' }, input: { type: 'text' } });
      const value = (id) => ({ kind: 'prediction', task: 't', eventId: id,
        output: { type: 'values' } });
      const label = (id) => ({ kind: 'label', task: 't', eventId: id });
      """;

  private @Nullable Scene scene;

  @BeforeAll
  void start(@TempDir Path folder) {
    scene = Scene.open(folder);
    scene.browser.view("overview");
  }

  @AfterAll
  void stop() {
    if (scene != null) {
      scene.close();
    }
  }

  private Object sifted(String steps) {
    return scene.browser.script(
        EVENTS + "return import('/sift.js').then(({ Sift }) => {" + steps + "});");
  }

  @Test
  void ofABurstTheNewestTextsComeOneAtATimeWithTheirLabelsAndTheOthersAreCounted() {
    Object told =
        sifted(
            """
            const sift = new Sift();
            for (let i = 0; i < 40; i++) { sift.add(text(`t${i}`)); sift.add(label(`t${i}`)); }
            const batches = [];
            let now = 0;
            while (!sift.empty) {
              now += sift.wait(now);
              const { events, left } = sift.take(now);
              batches.push([...events.map((e) => `${e.kind} ${e.eventId}`), `left ${left}`]);
            }
            return [batches.length, batches[0].join(), batches[15].join(), now];
            """);
    assertThat(told)
        .isEqualTo(
            List.of(
                16L,
                "prediction t24,label t24,left 24",
                "prediction t39,label t39,left 0",
                15 * 120L));
  }

  @Test
  void valuesDoNotWaitForATextThatIsNotDue() {
    Object batches =
        sifted(
            """
            const sift = new Sift();
            for (const id of ['a', 'b']) sift.add(text(id));
            const take = (now) => sift.take(now).events.map((e) => e.eventId).join();
            const first = take(1000);
            sift.add(value('v'));
            return [first, sift.wait(1060), take(1060), sift.wait(1060), take(1120)];
            """);
    assertThat(batches).isEqualTo(List.of("a", 0L, "v", 60L, "b"));
  }

  @Test
  void everyValueAndItsLabelComeInOrderHoweverManyWait() {
    Object batches =
        sifted(
            """
            const sift = new Sift();
            for (let i = 0; i < 70; i++) { sift.add(value(`v${i}`)); sift.add(label(`v${i}`)); }
            const events = [];
            let left = 0;
            while (!sift.empty) {
              const batch = sift.take(0);
              events.push(...batch.events.map((e) => e.eventId));
              left += batch.left;
            }
            return [events.length, left, events[0], events[1], events[139]];
            """);
    assertThat(batches).isEqualTo(List.of(140L, 0L, "v0", "v0", "v69"));
  }
}
