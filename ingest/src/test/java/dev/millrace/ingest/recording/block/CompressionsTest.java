package dev.millrace.ingest.recording.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dev.millrace.ingest.recording.BadRecord;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.SplittableRandom;
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
    byte[] back = new byte[bytes.length];
    Compressions.LZ4.decompress(packed.toByteArray(), packed.size(), back, back.length);
    assertThat(back).isEqualTo(bytes);
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
