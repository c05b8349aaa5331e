package dev.millrace.ingest.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.task.Feed;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class TableReaderTest {

  private static final int LIMIT = 1_000;

  @Property(tries = 500)
  void whatIsWrittenByRfc4180IsReadBack(@ForAll("tables") List<List<String>> table)
      throws IOException {
    StringBuilder csv = new StringBuilder();
    for (List<String> row : table) {
      List<byte[]> values = row.stream().map(value -> value.getBytes(UTF_8)).toList();
      csv.append(new String(CsvRow.encode(values), UTF_8)).append("\r\n");
    }

    List<TableRow> rows = read(csv.toString().getBytes(UTF_8), TestFeeds.COMMAS);

    assertThat(rows).allMatch(row -> row.problem() == null);
    assertThat(rows.stream().map(TableRow::texts).toList()).isEqualTo(table);
  }

  @Provide
  Arbitrary<List<List<String>>> tables() {
    Arbitrary<String> value =
        Arbitraries.of("a", "\"", ",", ";", "\n", "\r", " ", "\t", "€", "😀")
            .list()
            .ofMaxSize(6)
            .map(parts -> String.join("", parts));
    // A row of one empty value looks like an empty line, which is no row.
    return value.list().ofMinSize(2).ofMaxSize(5).list().ofMaxSize(6);
  }

  @Property(tries = 500)
  void anyBytesAreReadWithoutLossOfALine(@ForAll("noise") String noise) throws IOException {
    List<TableRow> rows = read(noise.getBytes(ISO_8859_1), TestFeeds.COMMAS);

    String kept = String.join("", rows.stream().map(r -> new String(r.raw(), ISO_8859_1)).toList());
    assertThat(withoutLineEnds(kept)).isEqualTo(withoutLineEnds(noise));
  }

  @Provide
  Arbitrary<String> noise() {
    return Arbitraries.strings().withChars("a\",\n\r\u00ff").ofMaxLength(60);
  }

  private static String withoutLineEnds(String text) {
    return text.replace("\n", "").replace("\r", "");
  }

  @Test
  void quotesAreOrdinaryCharactersWhereTheFormatHasNone() throws IOException {
    List<TableRow> rows =
        read("ham\t\"Hello\" he said\nspam\t\"open".getBytes(UTF_8), TestFeeds.PLAIN_TABS);

    assertThat(rows.stream().map(TableRow::texts))
        .containsExactly(List.of("ham", "\"Hello\" he said"), List.of("spam", "\"open"));
  }

  @Test
  void byteOrderMarkAndCarriageReturnsAreNoPartOfTheValues() throws IOException {
    List<TableRow> rows = read("\uFEFFa,b\r\n1,2\r\n".getBytes(UTF_8), TestFeeds.COMMAS);

    assertThat(rows.stream().map(TableRow::texts))
        .containsExactly(List.of("a", "b"), List.of("1", "2"));
  }

  @Test
  void aQuoteThatNeverClosesCostsOneRow() throws IOException {
    List<TableRow> rows = read("1,\"open\n2,fine\n3,fine\n".getBytes(UTF_8), TestFeeds.COMMAS);

    assertThat(rows).hasSize(3);
    assertThat(rows.get(0).problem()).contains("not closed");
    assertThat(new String(rows.get(0).raw(), UTF_8)).isEqualTo("1,\"open");
    assertThat(rows.get(2).texts()).containsExactly("3", "fine");
    assertThat(rows.get(2).line()).isEqualTo(3);
  }

  @Test
  void aQuotedValueBeyondTheLimitCostsOneRow() throws IOException {
    String filler = "x".repeat(99) + "\n";
    List<TableRow> rows =
        read(("1,\"open\n" + filler.repeat(20) + "2,\"b\"\n").getBytes(UTF_8), TestFeeds.COMMAS);

    assertThat(rows).hasSize(22);
    assertThat(rows.get(0).problem()).contains("1000 bytes");
    assertThat(rows.get(21).texts()).containsExactly("2", "b");
  }

  @Test
  void textAfterAClosingQuoteIsAProblemOfThatRowAlone() throws IOException {
    List<TableRow> rows = read("\"a\"b,1\nc,2\n".getBytes(UTF_8), TestFeeds.COMMAS);

    assertThat(rows.get(0).problem()).contains("closing quote of value 1");
    assertThat(rows.get(1).problem()).isNull();
  }

  @Test
  void aMonsterLineIsCutAndReadingGoesOn() throws IOException {
    List<TableRow> rows = read(("x".repeat(5_000) + "\nc,2\n").getBytes(UTF_8), TestFeeds.COMMAS);

    assertThat(rows.get(0).problem()).contains("longer than 1000 bytes");
    assertThat(rows.get(0).raw()).hasSize(LIMIT);
    assertThat(rows.get(1).texts()).containsExactly("c", "2");
  }

  @Test
  void utf16IsRefusedWithTheRemedy() {
    byte[] utf16 = {(byte) 0xFF, (byte) 0xFE, 'a', 0, '\n', 0};

    assertThatThrownBy(() -> read(utf16, TestFeeds.COMMAS))
        .isInstanceOf(UnusableSource.class)
        .hasMessageContaining("convert the file to UTF-8");
  }

  private static List<TableRow> read(byte[] file, Feed.TableFormat format) throws IOException {
    List<TableRow> rows = new ArrayList<>();
    LineReader lines = new LineReader(new ByteArrayInputStream(file), "t.csv", LIMIT);
    try (TableReader reader = new TableReader(lines, format, LIMIT)) {
      for (Optional<TableRow> r = reader.next(); r.isPresent(); r = reader.next()) {
        rows.add(r.get());
      }
    }
    return rows;
  }
}
