package dev.millrace.ingest.recording.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dev.millrace.ingest.recording.BadRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.xxhash.XXHashFactory;
import org.apache.commons.compress.compressors.lz4.BlockLZ4CompressorOutputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompressionsTest {

  private static byte[] text(int length) {
    byte[] bytes = new byte[length];
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) ('a' + random.nextInt(4));
    }
    return bytes;
  }

  /** Blocks that refer to the block before them are what LZ4's own library writes by default. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void lz4WithBlocksThatAreLinkedOrNotGivesTheSame(boolean linked) throws Exception {
    byte[] bytes = text(150_000);
    byte[] packed = lz4(bytes, linked);
    byte[] back = new byte[bytes.length];
    Compressions.LZ4.decompress(packed, packed.length, back, back.length);
    assertThat(back).isEqualTo(bytes);
  }

  /** Room behind the chunk does not make it longer. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void lz4ThatGivesMoreThanAskedIsRefusedWhereTheArrayIsLonger(boolean linked) throws Exception {
    byte[] packed = lz4(text(150_000), linked);
    for (int more = 1; more <= 2 * Compression.ROOM_BEHIND; more++) {
      int asked = 150_000 - more;
      byte[] back = new byte[200_000];
      assertThatThrownBy(() -> Compressions.LZ4.decompress(packed, packed.length, back, asked))
          .isInstanceOf(BadRecord.class)
          .hasMessageStartingWith("LZ4: ");
      assertThat(Arrays.copyOfRange(back, asked + Compression.ROOM_BEHIND, back.length))
          .as("nothing behind the room is touched")
          .containsOnly(0);
    }
  }

  /**
   * Eight literals, a match of four of them, five literals: the match begins 9 bytes before the end
   * and not 12, as blocks of lz4js may.
   */
  @Test
  void withTheRoomBehindTheLibraryTakesBlocksThatEndEarly() throws Exception {
    byte[] block =
        HexFormat.of().parseHex("80" + "6162636465666768" + "0800" + "50" + "7677787970");
    byte[] expected = "abcdefghabcdvwxyp".getBytes(StandardCharsets.US_ASCII);
    byte[] into = new byte[expected.length + Compression.ROOM_BEHIND];
    int got =
        LZ4Factory.fastestInstance()
            .safeDecompressor()
            .decompress(block, 0, block.length, into, 0, into.length);
    assertThat(Arrays.copyOf(into, got)).isEqualTo(expected);

    byte[] frame = frame(block);
    for (int room : new int[] {0, 1, Compression.ROOM_BEHIND}) {
      byte[] back = new byte[expected.length + room];
      Compressions.LZ4.decompress(frame, frame.length, back, expected.length);
      assertThat(Arrays.copyOf(back, expected.length)).isEqualTo(expected);
    }
  }

  /** Version 1, blocks that stand alone, at most 64 KiB each, no checksum but the head's. */
  private static byte[] frame(byte[] block) {
    byte[] head = {0x60, 0x40};
    int checksum = XXHashFactory.safeInstance().hash32().hash(head, 0, head.length, 0) >> 8;
    return ByteBuffer.allocate(15 + block.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(0x184d2204)
        .put(head)
        .put((byte) checksum)
        .putInt(block.length)
        .put(block)
        .putInt(0)
        .array();
  }

  private static byte[] lz4(byte[] bytes, boolean linked) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (FramedLZ4CompressorOutputStream out =
        new FramedLZ4CompressorOutputStream(
            packed,
            new FramedLZ4CompressorOutputStream.Parameters(
                FramedLZ4CompressorOutputStream.BlockSize.K64,
                true,
                false,
                linked,
                BlockLZ4CompressorOutputStream.createParameterBuilder().tunedForSpeed().build()))) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  @Test
  void aChunkThatGivesMoreOrLessThanItsHeadSaysIsRefused() {
    byte[] packed = Zstd.compress(text(1000));
    assertThatThrownBy(
            () -> Compressions.ZSTD.decompress(packed, packed.length, new byte[2000], 2000))
        .isInstanceOf(BadRecord.class)
        .hasMessageContaining("1000 bytes where its head says 2000");
    assertThatThrownBy(
            () -> Compressions.ZSTD.decompress(packed, packed.length, new byte[2000], 10))
        .isInstanceOf(BadRecord.class);
    byte[] cut = Arrays.copyOf(packed, packed.length - 1);
    assertThatThrownBy(() -> Compressions.ZSTD.decompress(cut, cut.length, new byte[1000], 1000))
        .isInstanceOf(BadRecord.class);
  }
}
