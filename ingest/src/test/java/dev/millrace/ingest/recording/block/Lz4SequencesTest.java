package dev.millrace.ingest.recording.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingest.recording.BadRecord;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jpountz.lz4.LZ4Factory;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The independent writer is LZ4's own library. */
class Lz4SequencesTest {

  @Property(tries = 400)
  void whatLz4PacksComesBackWhereverItLies(
      @ForAll long seed,
      @ForAll @IntRange(max = 5000) int length,
      @ForAll @IntRange(min = 1, max = 20) int period,
      @ForAll @IntRange(max = 30) int roomBehind)
      throws BadRecord {
    byte[] bytes = repeating(seed, length, period);
    byte[] packed = LZ4Factory.fastestInstance().fastCompressor().compress(bytes);
    byte[] into = new byte[length + 3 + roomBehind];
    int end = Lz4Sequences.read(packed, 0, packed.length, into, 3, 3, length + 3);
    assertThat(end).isEqualTo(length + 3);
    assertThat(Arrays.copyOfRange(into, 3, end)).isEqualTo(bytes);
    assertThat(Arrays.copyOfRange(into, end, into.length))
        .as("nothing behind the end is touched")
        .isEqualTo(new byte[roomBehind]);
  }

  @Property(tries = 400)
  void whatIsBrokenIsRefusedOrStaysWithinItsRoom(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 2000) int length) {
    byte[] packed =
        LZ4Factory.fastestInstance().fastCompressor().compress(repeating(seed, length, 7));
    SplittableRandom random = new SplittableRandom(seed);
    packed[random.nextInt(packed.length)] = (byte) random.nextInt();
    byte[] into = new byte[length + 64];
    try {
      int end = Lz4Sequences.read(packed, 0, packed.length, into, 0, 0, length);
      assertThat(end).isBetween(0, length);
    } catch (BadRecord e) {
      assertThat(e).hasMessageStartingWith("LZ4: ");
    }
    assertThat(Arrays.copyOfRange(into, length, into.length)).containsOnly(0);
  }

  /** Stretches of noise between stretches that repeat at distances up to the period. */
  private static byte[] repeating(long seed, int length, int period) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] bytes = new byte[length];
    int at = 0;
    while (at < length) {
      int part = Math.min(length - at, 1 + random.nextInt(200));
      boolean repeats = at >= period && random.nextBoolean();
      for (int i = 0; i < part; i++, at++) {
        bytes[at] = repeats ? bytes[at - period] : (byte) random.nextInt();
      }
    }
    return bytes;
  }
}
