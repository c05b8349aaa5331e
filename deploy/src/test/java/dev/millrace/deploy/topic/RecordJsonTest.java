package dev.millrace.deploy.topic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.deploy.Records;
import dev.millrace.schemas.avro.GateDecision;
import org.junit.jupiter.api.Test;

final class RecordJsonTest {

  @Test
  void numbersThatJsonLacksBecomeNull() {
    GateDecision decision =
        new GateDecision("t", 1L, 0L, true, "first", Double.NaN, Double.POSITIVE_INFINITY, 0L, 0L);
    ObjectNode node = RecordJson.of(decision);
    assertThat(node.get("candidateLoss").isNull()).isTrue();
    assertThat(node.get("championLoss").isNull()).isTrue();
    assertThat(node.get("promoted").asBoolean()).isTrue();
  }

  @Test
  void bytesAreBase64AndReadingThemLeavesTheRecordWhole() {
    var version = Records.version(1, 0.5);
    assertThat(RecordJson.of(version).at("/parameters/0/data").asText()).isEqualTo("AAECAw==");
    assertThat(version.getParameters().get(0).getData().remaining()).isEqualTo(4);
  }

  @Test
  void fieldsKeepTheOrderOfTheSchemaAfterTheType() {
    assertThat(RecordJson.of(Records.alias(2)).fieldNames())
        .toIterable()
        .startsWith("type", "task", "champion", "challenger");
  }
}
