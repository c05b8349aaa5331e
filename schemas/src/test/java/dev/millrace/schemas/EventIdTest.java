package dev.millrace.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names of events. */
final class EventIdTest {

  /**
   * Golden: first 16 bytes of SHA-256 over length and UTF-8 bytes of source and channel, sequence
   * and time, big-endian; computed with Python's hashlib.
   */
  @ParameterizedTest
  @CsvSource({
    "camera-7, pictures, 0, 0, ffa7cba5ad8c0385df7f27b7c8db6fb0",
    "sms, sms, 41, 946684841000000, a6f174306a9c43337c653bc7f6913767",
    "Fühler, a, -1, -1, 37efdc63fc9d8ccb08df15f4b1cf7c85",
  })
  void idOfAPositionStaysAsItIs(
      String source, String channel, long sequence, long time, String id) {
    assertThat(EventId.of(source, channel, sequence, time)).isEqualTo(id);
  }

  @Property
  void anotherSourceChannelSequenceOrTimeIsAnotherEvent(
      @ForAll String source, @ForAll String channel, @ForAll long sequence, @ForAll long time) {
    assertThat(
            List.of(
                EventId.of(source, channel, sequence, time),
                EventId.of(source + "x", channel, sequence, time),
                EventId.of(source, channel + "x", sequence, time),
                EventId.of(source, channel, sequence + 1, time),
                EventId.of(source, channel, sequence, time + 1)))
        .doesNotHaveDuplicates();
  }

  @Test
  void borderBetweenSourceAndChannelCounts() {
    assertThat(EventId.of("a", "bc", 0, 0)).isNotEqualTo(EventId.of("ab", "c", 0, 0));
  }

  @Test
  void givenIdComesBeforePositionAndPositionBeforePlace() {
    assertThat(EventId.choose("mine", "s", "c", 1L, 2, "t", 3, 4)).isEqualTo("mine");
    assertThat(EventId.choose(null, "s", "c", 1L, 2, "t", 3, 4))
        .isEqualTo(EventId.of("s", "c", 1, 2));
    assertThat(EventId.choose(" ", "s", "c", null, 2, "t", 3, 4)).isEqualTo("t-3-4");
  }

  /** Real feeds repeat themselves: no way in exists for a payload. */
  @Test
  void noIdDependsOnContent() {
    assertThat(
            Arrays.stream(EventId.class.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .flatMap(method -> Arrays.stream(method.getParameterTypes())))
        .isNotEmpty()
        .containsOnly(String.class, long.class, int.class, Long.class);
  }
}
