package dev.millrace.deploy.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class FusedTextTest {

  @Test
  void channelsOfAFeedShareALineAndOneThatIsCalledAsItIsNotNamedTwice() {
    assertThat(FusedText.lines(Map.of("speed.speed", 8.05981, "pose.vx", 2.5, "pose.vy", -4.0)))
        .containsExactly("pose vx 2.5000 vy -4.0000", "speed 8.0598");
    assertThat(FusedText.lines(Map.of())).isEmpty();
  }
}
