package dev.millrace.schemas.task;

import dev.millrace.schemas.task.ScheduleSpec.Constant;
import dev.millrace.schemas.task.ScheduleSpec.Cosine;
import dev.millrace.schemas.task.ScheduleSpec.InverseSquareRoot;
import dev.millrace.schemas.task.ScheduleSpec.WarmUp;
import dev.millrace.schemas.yaml.YamlMap;
import dev.millrace.schemas.yaml.YamlValue;

/** {@code train.schedule}: {@code constant}, {@code {cosine: {steps: 10000}}} and so on. */
final class ScheduleReader {

  /** More steps than a stream of a thousand examples a second makes in thirty years. */
  private static final long MOST_STEPS = 1_000_000_000_000L;

  private static final OneOf<ScheduleSpec> ROWS =
      new OneOf<ScheduleSpec>("constant or {warmUp: {steps: 100}}")
          .row("constant", new Constant())
          .settings("warmUp", map -> new WarmUp(steps(map, "steps")))
          .settings("cosine", ScheduleReader::cosine)
          .settings("inverseSquareRoot", map -> new InverseSquareRoot(steps(map, "warmUp")));

  private ScheduleReader() {}

  static ScheduleSpec read(YamlValue value) {
    return ROWS.read(value, ScheduleSpec.DEFAULT);
  }

  private static ScheduleSpec cosine(YamlMap map) {
    return new Cosine(
        steps(map, "steps"),
        map.decimal("floor", 0, 1, 0),
        map.find("warmUp").map(value -> value.integer(0, MOST_STEPS)).orElse(0L));
  }

  private static long steps(YamlMap map, String key) {
    return Math.max(1, map.require(key).integer(1, MOST_STEPS));
  }
}
