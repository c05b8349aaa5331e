package dev.millrace.schemas.task;

import static dev.millrace.schemas.task.TaskFixtures.errors;
import static dev.millrace.schemas.task.TaskFixtures.parse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.task.FuseSpec.AnySource;
import dev.millrace.schemas.task.FuseSpec.AttributeSource;
import dev.millrace.schemas.task.FuseSpec.Interpolate;
import dev.millrace.schemas.task.FuseSpec.NamedSource;
import dev.millrace.schemas.task.FuseSpec.SameSource;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code fuse}, alone and among the tasks of a run. */
class FuseReaderTest {

  private static final String CAMERA =
      TaskFixtures.YOLOX
          + """
          fuse:
            - feed: host
              channels: [cpu]
            - feed:
                name: pose
                format: recording
                topics: [/pose]
                columns: {channels: [w, x, y, z]}
              interpolate: quaternion
              within: 50ms
              source: {name: car}
              lateness: 3s
            - feed: wheel
              channels: [angle]
              interpolate: degrees
              source: {attribute: vehicle}
          """;

  @Test
  void entriesAreReadWithTheirDefaults() {
    List<FuseSpec> fuse = parse(CAMERA).fuse();
    assertThat(fuse.get(0))
        .isEqualTo(
            new FuseSpec(
                "host",
                null,
                List.of("cpu"),
                Interpolate.LINEAR,
                Duration.ofMillis(500),
                new SameSource(),
                Duration.ofSeconds(2)));
    FuseSpec pose = fuse.get(1);
    assertThat(pose.names()).containsExactly("pose.w", "pose.x", "pose.y", "pose.z");
    assertThat(pose.described().topics()).containsExactly("/pose");
    assertThat(pose.within()).isEqualTo(Duration.ofMillis(50));
    assertThat(pose.partner()).isEqualTo(new NamedSource("car"));
    assertThat(pose.lateness()).isEqualTo(Duration.ofSeconds(3));
    assertThat(fuse.get(2).interpolate()).isEqualTo(Interpolate.DEGREES);
    assertThat(fuse.get(2).partner()).isEqualTo(new AttributeSource("vehicle"));
  }

  @Test
  void sourceMayBeAny() {
    String any = CAMERA.replace("source: {name: car}", "source: any");
    assertThat(parse(any).fuse().get(1).partner()).isEqualTo(new AnySource());
    assertThat(errors(CAMERA, "source: {name: car}", "source: car").get(0))
        .contains("fuse[1].source: 'car' is not known");
  }

  @Test
  void taskWithoutFuseFusesNothing() {
    assertThat(parse(TaskFixtures.YOLOX).fuse()).isEmpty();
  }

  @Test
  void mistakesAreNamedWithTheWayOut() {
    assertThat(errors(CAMERA, "interpolate: degrees", "interpolate: degree"))
        .containsExactly(
            "t.yaml:24: fuse[2].interpolate: 'degree' is not known; did you mean 'degrees'?");
    assertThat(errors(CAMERA, "channels: [w, x, y, z]", "channels: [w, x]").get(0))
        .contains("fuse[1].channels: must be the 4 of a quaternion, not 2");
    assertThat(errors(CAMERA, "source: {name: car}", "source: {name: car, attribute: a}").get(0))
        .contains("fuse[1].source.name: or attribute must be given, one of them");
    assertThat(errors(CAMERA, "    channels: [angle]\n", "").get(0))
        .contains("fuse[2].channels: is missing; name the channels");
    assertThat(errors(CAMERA, "feed: host", "feed: pictures").get(0))
        .contains("fuse[0].feed: is the feed of the task itself; fuse another");
    assertThat(errors(CAMERA, "columns: {channels: [w, x, y, z]}", "columns: {text: t}").toString())
        .contains("fuse[1].feed: has no sensor readings");
    assertThat(errors(CAMERA, "feed: wheel\n    channels: [angle]", twice()).get(0))
        .contains("fuse[2]: fuses 'host.cpu' a second time");
    assertThat(errors(CAMERA, "within: 50ms", "within: 0s").get(0))
        .contains("fuse[1].within: must be a duration above zero");
  }

  private static String twice() {
    return "feed: host\n    channels: [cpu]";
  }

  @Test
  void namedFeedIsThatOfAnotherTask() {
    Task camera =
        parse(
            CAMERA.replace(
                "feed: wheel\n    channels: [angle]", "feed: host\n" + "    channels: [memory]"));
    Task host = parse(TaskFixtures.CPU);
    Task described = RunFeeds.described(List.of(camera, host)).get(0);
    assertThat(described.fuse()).extracting(FuseSpec::described).doesNotContainNull();
    assertThat(described.fuse().get(0).described()).isEqualTo(host.feed());
    assertThat(RunFeeds.byName(List.of(camera, host)).keySet())
        .containsExactly("pictures", "host", "pose");
  }

  @Test
  void feedThatNobodyDescribesIsRefused() {
    assertThatThrownBy(() -> RunFeeds.described(List.of(parse(CAMERA))))
        .hasMessageContaining("task 'yolox' fuses feed 'host', which no task of this run has")
        .hasMessageContaining("feed: {name: host, format: …}");
  }

  @Test
  void feedThatTwoDescribeDifferentlyIsRefused() {
    String pose =
        """
        task: pose
        feed:
          name: pose
          format: recording
          topics: [/pose]
          columns: {channels: [w, x, y, z]}
        bundle: sensor-window
        window: {length: 2}
        """;
    Task camera = parse(CAMERA);
    Task only = camera.withFuse(camera.fuse().subList(1, 2));
    assertThat(RunFeeds.described(List.of(only, parse(pose)))).hasSize(2);
    Task other = parse(pose.replace("/pose", "/other"));
    assertThatThrownBy(() -> RunFeeds.described(List.of(only, other)))
        .hasMessageContaining("another task describes differently");
  }

  @Test
  void channelThatTheOtherTasksFeedLacksIsRefused() {
    String columns = "format: csv\n  columns: {channels: [cpu]}\n  label: {column: x}";
    String sensor =
        "task: s\nfeed:\n  name: host\n  "
            + columns
            + "\nbundle: sensor-window\n"
            + "window: {length: 2}\ndecode: regression\n";
    Task camera = parse(CAMERA.replace("[cpu]", "[speed]"));
    Task only = camera.withFuse(camera.fuse().subList(0, 1));
    Task host = parse(sensor.replace("{column: x}", "{column: x, as: value}"));
    assertThatThrownBy(() -> RunFeeds.described(List.of(only, host)))
        .hasMessageContaining("'speed' is no channel of the feed, which has cpu");
  }
}
