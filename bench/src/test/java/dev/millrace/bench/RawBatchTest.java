package dev.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.bench.RawConfiguration.Grouping;
import dev.millrace.inference.preprocess.TextTokens.Tokens;
import dev.millrace.schemas.task.BundleManifest.TextInput;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RawBatchTest {

  private static final TextInput NAMES = new TextInput("ids", "mask", "types", 256);
  private static final TokenizedTexts TEXTS =
      new TokenizedTexts(
          NAMES, IntStream.of(7, 3, 3, 5, 3).mapToObj(RawBatchTest::ofLength).toList());

  private static Tokens ofLength(int length) {
    long[] ones = IntStream.range(0, length).mapToLong(i -> 1).toArray();
    return new Tokens(ones, ones, new long[length]);
  }

  private static RawConfiguration how(Grouping grouping, int batch) {
    return new RawConfiguration("test", 1, 1, 1, grouping, batch);
  }

  /** Texts and padded length of each run. */
  private static List<List<Long>> shapes(RawConfiguration how) throws Exception {
    List<RawBatch> batches = RawBatch.of(TEXTS, how);
    List<List<Long>> shapes =
        batches.stream()
            .map(batch -> batch.inputs().get("ids").getInfo().getShape())
            .map(shape -> List.of(shape[0], shape[1]))
            .toList();
    batches.forEach(RawBatch::close);
    return shapes;
  }

  @Test
  void textsAloneKeepTheirOrderAndLength() throws Exception {
    assertThat(shapes(how(Grouping.ALONE, 1)))
        .containsExactly(
            List.of(1L, 7L), List.of(1L, 3L), List.of(1L, 3L), List.of(1L, 5L), List.of(1L, 3L));
  }

  @Test
  void sortedTextsArePaddedToTheLongestOfTheirRun() throws Exception {
    assertThat(shapes(how(Grouping.SORTED, 4))).containsExactly(List.of(4L, 5L), List.of(1L, 7L));
  }

  @Test
  void textsOfOneLengthShareARunWithoutPadding() throws Exception {
    assertThat(shapes(how(Grouping.EQUAL_LENGTH, 2)))
        .containsExactly(List.of(2L, 3L), List.of(1L, 3L), List.of(1L, 5L), List.of(1L, 7L));
  }
}
