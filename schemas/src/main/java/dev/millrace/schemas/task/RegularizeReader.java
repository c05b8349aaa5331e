package dev.millrace.schemas.task;

import dev.millrace.schemas.task.TrainSpec.HeadSpec;
import dev.millrace.schemas.yaml.YamlMap;
import org.jspecify.annotations.Nullable;

/** {@code train.regularize}, {@code train.dropout}, {@code train.clip}, {@code train.privacy}. */
final class RegularizeReader {

  /** Beyond it nothing is left to learn. */
  private static final double HEAVIEST = 1000;

  private static final double SHORTEST = 1e-9;

  private RegularizeReader() {}

  static RegularizeSpec read(YamlMap map, OptimizerSpec optimizer, @Nullable HeadSpec head) {
    RegularizeSpec none = RegularizeSpec.NONE;
    RegularizeSpec weights = map.map("regularize", keys -> weights(keys, optimizer), none);
    RegularizeSpec clip = map.map("clip", RegularizeReader::clip, none);
    double dropout = map.decimal("dropout", 0, 0.99, none.dropout());
    if (dropout > 0 && head != null && head.hidden() == 0) {
      map.problem("dropout", "needs a hidden layer; write 'head: {hidden: 64}' or drop it");
    }
    return new RegularizeSpec(
        weights.l1(),
        weights.l2(),
        weights.weightDecay(),
        dropout,
        clip.clipNorm(),
        clip.clipValue());
  }

  private static RegularizeSpec weights(YamlMap map, OptimizerSpec optimizer) {
    double decay = map.decimal("weightDecay", 0, 1, 0);
    if (decay > 0 && optimizer instanceof OptimizerSpec.Ftrl) {
      map.problem("weightDecay", "is not for ftrl; use its own l1 and l2");
    }
    RegularizeSpec none = RegularizeSpec.NONE;
    return new RegularizeSpec(
        map.decimal("l1", 0, HEAVIEST, 0),
        map.decimal("l2", 0, HEAVIEST, 0),
        decay,
        0,
        none.clipNorm(),
        none.clipValue());
  }

  private static RegularizeSpec clip(YamlMap map) {
    RegularizeSpec none = RegularizeSpec.NONE;
    return new RegularizeSpec(
        0,
        0,
        0,
        0,
        map.find("norm").map(v -> v.decimal(SHORTEST, 1e9)).orElse(none.clipNorm()),
        map.find("value").map(v -> v.decimal(SHORTEST, 1e9)).orElse(none.clipValue()));
  }

  static PrivacySpec privacy(YamlMap map) {
    double noise = map.require("noise").decimal(0.1, 1e6);
    String secret = map.text("secret");
    if (map.isSound("secret") && secret.length() < PrivacySpec.SHORTEST_SECRET) {
      map.problem(
          "secret",
          "must have at least %d characters; take random ones and keep them to yourself"
              .formatted(PrivacySpec.SHORTEST_SECRET));
    }
    return new PrivacySpec(
        map.decimal("clip", SHORTEST, 1e9, PrivacySpec.DEFAULT_CLIP),
        noise,
        map.decimal("delta", 1e-30, 0.5, PrivacySpec.DEFAULT_DELTA),
        secret);
  }
}
