package dev.millrace.schemas.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** "Did you mean". */
final class NearestTest {

  @ParameterizedTest
  @CsvSource({
    "kitten, sitting, 3",
    "label, lable, 1",
    "'', abc, 3",
    "Batch, batch, 0",
    "ca, abc, 3"
  })
  void distanceCountsSlips(String from, String to, int slips) {
    assertThat(Nearest.distance(from, to)).isEqualTo(slips);
  }

  @Test
  void nearWordIsOfferedAndFarOnesAreListed() {
    List<String> known = List.of("column", "files", "future");
    assertThat(Nearest.hint("colum", known)).isEqualTo("did you mean 'column'?");
    assertThat(Nearest.hint("Column", known)).isEqualTo("did you mean 'column'?");
    assertThat(Nearest.hint("rows", known)).isEqualTo("known here: column, files, future");
  }

  @Property
  void distanceIsSymmetricAndBoundedByTheLongerWord(
      @ForAll @AlphaChars @StringLength(max = 8) String a,
      @ForAll @AlphaChars @StringLength(max = 8) String b) {
    assertThat(Nearest.distance(a, b))
        .isEqualTo(Nearest.distance(b, a))
        .isBetween(Math.abs(a.length() - b.length()), Math.max(a.length(), b.length()));
  }
}
