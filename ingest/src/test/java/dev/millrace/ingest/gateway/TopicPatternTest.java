package dev.millrace.ingest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicPatternTest {

  @ParameterizedTest
  @CsvSource({
    "fleet/{source}/imu, fleet/car-1/imu, car-1",
    "fleet/{source}/imu, fleet/car-1/gps,",
    "fleet/{source}/imu, fleet/car-1,",
    "fleet/{source}/imu, fleet/car-1/imu/raw,",
    "fleet/{source}/imu, fleet//imu,",
    "{source}, car-1, car-1",
    "+/{source}/#, a/b, b",
    "+/{source}/#, a/b/c/d, b",
    "+/{source}/+, a/b,",
    "a/{source}, b/c,",
  })
  void sourceIsTheNamedLevelOfATopicOfThisForm(String pattern, String topic, String source) {
    assertThat(new TopicPattern(pattern).source(topic).orElse(null)).isEqualTo(source);
  }
}
