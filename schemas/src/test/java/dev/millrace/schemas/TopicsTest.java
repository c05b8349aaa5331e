package dev.millrace.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Names and settings of topics. */
final class TopicsTest {

  private static final Topics TOPICS = new Topics("plant-7.", 3);

  @Test
  void allNamesStartWithThePrefixAndAreDifferent() {
    assertThat(TOPICS.specs())
        .extracting(Topics.Spec::name)
        .allSatisfy(name -> assertThat(name).startsWith("plant-7."))
        .doesNotHaveDuplicates();
    assertThat(TOPICS.raw("sms")).isEqualTo("plant-7.raw.sms");
    assertThat(TOPICS.rawLabels()).isEqualTo("plant-7.raw.labels");
  }

  @Test
  void whatIsOneSequenceHasOnePartitionAndTheRestScales() {
    assertThat(TOPICS.specs())
        .filteredOn(spec -> spec.partitions() == 1)
        .extracting(Topics.Spec::name)
        .containsExactlyInAnyOrder(
            TOPICS.trainingExamples(),
            TOPICS.modelVersions(),
            TOPICS.modelAliases(),
            TOPICS.modelMetrics(),
            TOPICS.trainingControls(),
            TOPICS.audit(),
            TOPICS.schemas());
    assertThat(TOPICS.specs())
        .allSatisfy(
            spec ->
                assertThat(spec.partitions())
                    .isEqualTo(spec.layout() == Topics.Layout.SEQUENCE ? 1 : 3));
  }

  @Test
  void whatIsLookedUpByKeyIsCompacted() {
    assertThat(TOPICS.specs())
        .filteredOn(spec -> spec.config().get("cleanup.policy").equals("compact"))
        .extracting(Topics.Spec::name)
        .containsExactlyInAnyOrder(
            TOPICS.modelVersions(),
            TOPICS.modelAliases(),
            TOPICS.trainingControls(),
            TOPICS.schemas());
  }

  @Test
  void everyTopicIsLogAppendTimeSoThatOldRecordingsAreNotDeleted() {
    assertThat(TOPICS.specs())
        .allSatisfy(
            spec ->
                assertThat(spec.config()).containsEntry("message.timestamp.type", "LogAppendTime"));
  }

  @Test
  void deadLetterHoldsTheLargestRecordAndItsReason() {
    int raw = TOPICS.rawSpec("x").maxMessageBytes();
    assertThat(raw).isEqualTo(16 << 20);
    assertThat(TOPICS.specs())
        .filteredOn(spec -> spec.name().equals(TOPICS.deadLetters()))
        .singleElement()
        .satisfies(spec -> assertThat(spec.maxMessageBytes()).isEqualTo(raw + (1 << 20)));
  }

  @Test
  void newInstallationHasTheUsualPrefix() {
    assertThat(Topics.DEFAULT.predictions()).isEqualTo("millrace.predictions");
  }

  @Test
  void illegalPrefixAndNoPartitionsAreRefused() {
    for (String prefix : List.of("", "a b", "a/b")) {
      assertThatThrownBy(() -> new Topics(prefix, 1)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> new Topics("a.", 0)).hasMessageContaining("at least 1, not 0");
  }

  @Test
  void versionKeyNamesTaskAndVersion() {
    assertThat(Topics.versionKey("sms-spam", 7)).isEqualTo("sms-spam@7");
  }
}
