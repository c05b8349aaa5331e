package dev.millrace.inference.operator;

import static dev.millrace.inference.operator.Fixtures.alias;
import static dev.millrace.inference.operator.Fixtures.decided;
import static dev.millrace.inference.operator.Fixtures.patch;
import static dev.millrace.inference.operator.Fixtures.published;
import static dev.millrace.inference.operator.Fixtures.version;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.models.bundle.LearningModel;
import dev.millrace.models.runtime.Head;
import dev.millrace.models.runtime.OpenTensors;
import dev.millrace.models.runtime.SessionSettings;
import dev.millrace.models.runtime.Tensor;
import dev.millrace.schemas.avro.ModelAlias;
import dev.millrace.stream.Inbound;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ModelSwitchTest {

  private static final LearningModel MODEL = Fixtures.sensorModel().learning().orElseThrow();
  private static final Head HEAD = Head.load(MODEL.head(), SessionSettings.DEFAULT);

  private ModelSwitch models;
  private long tensorsBefore;

  @BeforeEach
  void start() {
    tensorsBefore = OpenTensors.count();
    models = new ModelSwitch("motion", MODEL.bundleDigest(), HEAD, MODEL.versionZero());
  }

  @AfterEach
  void close() {
    models.close();
    assertThat(OpenTensors.count()).isEqualTo(tensorsBefore);
  }

  @AfterAll
  static void closeHead() {
    HEAD.close();
  }

  private static Inbound versionOf(long number) {
    return published(version(MODEL, number, patch(MODEL, number)).build());
  }

  private long champion() {
    try (ServedModels now = models.current()) {
      return now.champion().number();
    }
  }

  /** The challenger; -1 where there is none. */
  private long challenger() {
    try (ServedModels now = models.current()) {
      ServedModels.Version challenger = now.challenger();
      return challenger == null ? -1 : challenger.number();
    }
  }

  @Test
  void withoutAnAliasVersionZeroIsServed() {
    assertThat(models.accept(versionOf(1))).isFalse();
    assertThat(champion()).isZero();
    try (ServedModels now = models.current()) {
      assertThat(now.champion().weights().patch()).isEqualTo(MODEL.versionZero());
    }
  }

  @Test
  void aliasToAVersionNotYetSeenWaitsForIt() {
    assertThat(models.accept(decided(0, alias(3).build()))).isFalse();
    assertThat(models.accept(versionOf(2))).isFalse();
    assertThat(champion()).isZero();
    assertThat(models.accept(versionOf(3))).isTrue();
    assertThat(champion()).isEqualTo(3);
  }

  @Test
  void olderAliasesThatComeAgainDoNotTurnBack() {
    models.accept(versionOf(1));
    models.accept(versionOf(2));
    assertThat(models.accept(decided(0, alias(1).build()))).isTrue();
    assertThat(models.accept(decided(1, alias(2).build()))).isTrue();
    assertThat(models.accept(decided(0, alias(1).build()))).isFalse();
    assertThat(models.accept(decided(1, alias(2).build()))).isFalse();
    assertThat(models.accept(versionOf(1))).isFalse();
    assertThat(champion()).isEqualTo(2);
  }

  @Test
  void newerAliasMayGoBackToAnOlderVersion() {
    models.accept(versionOf(1));
    models.accept(decided(0, alias(1).build()));
    assertThat(models.accept(decided(1, alias(0).build()))).isTrue();
    assertThat(champion()).isZero();
  }

  @Test
  void aliasThatIsReplacedWhileItWaitsIsForgotten() {
    models.accept(versionOf(1));
    models.accept(decided(0, alias(7).build()));
    models.accept(decided(1, alias(1).build()));
    assertThat(models.accept(versionOf(7))).isFalse();
    assertThat(champion()).isEqualTo(1);
  }

  @Test
  void challengerJoinsWhenItsVersionComesWithoutCountingAsASwap() {
    ModelAlias alias = alias(0).setChallenger(5L).setChallengerFraction(0.5).build();
    assertThat(models.accept(decided(0, alias))).isFalse();
    assertThat(challenger()).isEqualTo(-1);
    assertThat(models.accept(versionOf(5))).isFalse();
    assertThat(challenger()).isEqualTo(5);
    models.accept(decided(1, alias(0).build()));
    assertThat(challenger()).isEqualTo(-1);
  }

  @Test
  void newFractionOfTheSameChallengerCounts() {
    models.accept(versionOf(5));
    models.accept(decided(0, alias(0).setChallenger(5L).setChallengerFraction(0).build()));
    models.accept(decided(1, alias(0).setChallenger(5L).setChallengerFraction(1).build()));
    try (ServedModels now = models.current()) {
      assertThat(now.challengerAnswers("any event")).isTrue();
    }
  }

  @Test
  void versionsAndAliasesOfOtherTasksArePassedOver() {
    models.accept(published(version(MODEL, 1, patch(MODEL, 1)).setTask("other").build()));
    models.accept(decided(0, alias(1).setTask("other").build()));
    models.accept(decided(1, alias(1).build()));
    assertThat(champion()).isZero();
  }

  @Test
  void versionOfAnotherBundleIsPassedOver() {
    models.accept(
        published(version(MODEL, 1, patch(MODEL, 1)).setBundleDigest("0".repeat(64)).build()));
    assertThat(models.accept(decided(0, alias(1).build()))).isFalse();
    assertThat(champion()).isZero();
  }

  @Test
  void damagedParametersStop() {
    Inbound damaged =
        published(version(MODEL, 1, patch(MODEL, 1)).setHash(patch(MODEL, 2).hash()).build());
    assertThatThrownBy(() -> models.accept(damaged))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("motion@1")
        .hasMessageContaining("damaged");
  }

  @Test
  void unreadableModelRecordStops() {
    Inbound noise = new Inbound(Fixtures.TOPICS.modelVersions(), 0, 4, 0, null, new byte[] {1, 2});
    assertThatThrownBy(() -> models.accept(noise))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("millrace.model-versions-0-4");
  }

  @Test
  void retiredVersionIsForgottenAndTheServedOneStays() {
    models.accept(versionOf(1));
    models.accept(versionOf(2));
    models.accept(decided(0, alias(1).build()));
    models.accept(retired("motion@1"));
    models.accept(retired("motion@2"));
    assertThat(champion()).isEqualTo(1);
    assertThat(models.accept(decided(1, alias(2).build()))).isFalse();
    assertThat(champion()).isEqualTo(1);
  }

  private static Inbound retired(String key) {
    return new Inbound(Fixtures.TOPICS.modelVersions(), 0, 9, 0, key.getBytes(UTF_8), null);
  }

  @Test
  void leaseKeepsItsWeightsOverASwap() {
    models.accept(versionOf(1));
    try (ServedModels before = models.current()) {
      models.accept(decided(0, alias(1).build()));
      assertThat(champion()).isEqualTo(1);
      assertThat(scores(before)).isNotEmpty();
    }
  }

  private static float[] scores(ServedModels served) {
    var features = Map.of(MODEL.features().get(0).name(), Tensor.floats(new float[6], 1, 6));
    return HEAD.run(features, served.champion().weights(), List.of(MODEL.score()))
        .get(MODEL.score())
        .floats();
  }

  @Test
  void tenThousandSwapsUnderLoadMixNoWeightsAndLeaveNothingOpen() throws Exception {
    models.accept(versionOf(1));
    models.accept(versionOf(2));
    long loaded = OpenTensors.count();
    AtomicBoolean done = new AtomicBoolean();
    CompletableFuture<Integer> load = CompletableFuture.supplyAsync(() -> scoreUntil(done));
    for (int i = 0; i < 10_000; i++) {
      assertThat(models.accept(decided(i, alias(1 + i % 2).build()))).isTrue();
    }
    done.set(true);
    assertThat(load.get()).isPositive();
    assertThat(OpenTensors.count()).isEqualTo(loaded);
  }

  /** Runs whatever is served; its weights must be those of the version that it names. */
  private int scoreUntil(AtomicBoolean done) {
    int runs = 0;
    do {
      try (ServedModels now = models.current()) {
        long number = now.champion().number();
        assertThat(now.champion().weights().patch())
            .isEqualTo(number == 0 ? MODEL.versionZero() : patch(MODEL, number));
        assertThat(scores(now)).hasSize(2);
        runs++;
      }
    } while (!done.get());
    return runs;
  }
}
