package dev.millrace.ingest.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CsvRowTest {

  @Property
  void quotedValuesComeBackAsTheyWere(@ForAll @NotEmpty @Size(max = 8) List<String> values)
      throws Rejection {
    String row =
        values.stream()
            .map(value -> '"' + value.replace("\"", "\"\"") + '"')
            .collect(Collectors.joining(","));

    assertThat(CsvRow.read(row, "row")).isEqualTo(values);
    assertThat(CsvRow.read(row + "\r\n", "row")).isEqualTo(values);
  }

  @Property
  void anyTextIsReadOrRefused(@ForAll String text) {
    Rejection rejection = catchThrowableOfType(Rejection.class, () -> CsvRow.read(text, "row"));

    assertThat(rejection == null || rejection.code() == Cause.BAD_CSV).isTrue();
  }

  @Test
  void bareValuesAreCutAtCommas() throws Rejection {
    assertThat(CsvRow.read("a,,\"b,\"\"c\"\"\",", "row")).containsExactly("a", "", "b,\"c\"", "");
  }

  @Test
  void secondRowAndStrayQuotesAreRefused() {
    for (String bad : List.of("a\nb", "a\"b", "\"a", "\"a\"b")) {
      assertThat(catchThrowableOfType(Rejection.class, () -> CsvRow.read(bad, "row")))
          .as(bad)
          .isNotNull();
    }
  }
}
