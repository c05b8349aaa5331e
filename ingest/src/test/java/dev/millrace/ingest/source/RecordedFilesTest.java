package dev.millrace.ingest.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.RawHeaders;
import dev.millrace.schemas.task.Feed;
import dev.millrace.schemas.task.LabelSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file sources on the real data. */
class RecordedFilesTest {

  @TempDir Path folder;

  @Test
  void smsGivesEveryMessageWithItsLabelApart() {
    Drained sms = play(TestFeeds.sms(), RealData.at("text-sms-spam/SMSSpamCollection"));

    assertThat(sms.events()).hasSize(5574);
    assertThat(countByText(sms)).isEqualTo(Map.of("ham", 4827L, "spam", 747L));
    assertThat(sms.events()).allMatch(event -> event.contentType().equals(RawHeaders.TEXT));
    assertThat(sms.texts().get(0)).startsWith("Go until jurong point").doesNotContain("ham\t");
    assertThat(sms.items().get(1)).isInstanceOf(SourceItem.Label.class);
    assertThat(sms.labels().get(0).eventId()).isEqualTo(sms.events().get(0).eventId());
  }

  @Test
  void idsAreDistinctAndTheSameWhereverTheFileLies() throws IOException {
    Path original = RealData.at("text-sms-spam/SMSSpamCollection");
    Path copy = Files.copy(original, folder.resolve("SMSSpamCollection"));

    List<String> ids = ids(play(TestFeeds.sms(), original));

    assertThat(new HashSet<>(ids)).hasSize(5574);
    assertThat(ids(play(TestFeeds.sms(), copy))).isEqualTo(ids);
  }

  @Test
  void bankingReadsLineBreaksInsideQuotes() {
    Drained banking = play(TestFeeds.banking(), RealData.at("text-banking77/train.csv"));

    assertThat(banking.events()).hasSize(10_003);
    assertThat(banking.texts()).anyMatch(text -> text.contains("\n"));
    assertThat(countByText(banking)).hasSize(77);
    assertThat(banking.all(SourceItem.Malformed.class)).isEmpty();
  }

  @Test
  void occupancyGivesReadingsWithoutTheirLabel() {
    Drained office = play(TestFeeds.occupancy(1), RealData.at("occupancy/datatraining.txt"));

    assertThat(office.events()).hasSize(8143);
    SourceItem.Event first = office.events().get(0);
    assertThat(new String(first.payload(), UTF_8))
        .isEqualTo("23.18,27.272,426,721.25,0.00479298817650529");
    assertThat(first.columns()).isEqualTo(TestFeeds.OFFICE);
    assertThat(first.eventTime()).isEqualTo(1_423_072_260_000_000L);
    assertThat(office.labels().get(0).text()).isEqualTo("1");
  }

  @Test
  void aRowLongerThanTheHeaderIsOneErrorThatNamesTheKey() {
    Path file = RealData.at("occupancy/datatraining.txt");

    assertThatThrownBy(() -> play(TestFeeds.occupancy(0), file))
        .isInstanceOf(UnusableSource.class)
        .hasMessageContaining("extraLeadingColumns: 1")
        .hasMessageContaining("datatraining.txt line 2: the row has 8 values");
  }

  @Test
  void parallelLabelFilesGiveEachLineItsLabel() {
    Path texts = RealData.at("text-tweet-emotion/train_text.txt");
    Path labels = texts.resolveSibling("train_labels.txt");
    Feed feed =
        TestFeeds.lines(new LabelSpec.InFiles(List.of("train_labels.txt"), LabelSpec.As.INDEX));

    Drained tweets =
        Drained.of(Sources.recorded(feed, List.of(new RecordedFile(texts, "train", labels))));

    assertThat(tweets.events()).hasSize(3257);
    assertThat(tweets.labels()).hasSize(3257);
    assertThat(countByText(tweets)).containsOnlyKeys("0", "1", "2", "3");
  }

  @Test
  void aLabelFileOfAnotherLengthIsAnErrorBeforeTheStart() throws IOException {
    Path texts = Files.writeString(folder.resolve("texts.txt"), "a\nb\nc\n");
    Path labels = Files.writeString(folder.resolve("labels.txt"), "0\n1\n");
    Feed feed = TestFeeds.lines(new LabelSpec.InFiles(List.of("labels.txt"), LabelSpec.As.INDEX));

    assertThatThrownBy(
            () -> Sources.recorded(feed, List.of(new RecordedFile(texts, "texts.txt", labels))))
        .isInstanceOf(UnusableSource.class)
        .hasMessageContaining("labels.txt has 2 lines, texts.txt has 3 entries");
  }

  @Test
  void pictureFoldersAreReadWithRelativeNamesAndOtherFilesCounted() {
    Path root = RealData.at("images-coco128");

    Drained pictures =
        Drained.of(Sources.recorded(TestFeeds.images(), List.of(new RecordedFile(root, "", null))));

    assertThat(pictures.events()).hasSize(128);
    assertThat(pictures.all(SourceItem.Skipped.class))
        .extracting(SourceItem.Skipped::where)
        .containsExactly("README.md", "instances_train2017.json");
    List<String> names =
        pictures.events().stream().map(event -> event.attributes().get("file")).toList();
    assertThat(names).isSorted().allMatch(name -> name.startsWith("train2017/"));
    assertThat(pictures.events()).allMatch(event -> event.contentType().equals(RawHeaders.JPEG));
  }

  @Test
  void aShuffleIsTheSameForASeedAndKeepsLabelsWithTheirEvents() {
    Path file = RealData.at("text-banking77/train.csv");
    Feed shuffled = TestFeeds.shuffled(TestFeeds.banking(), 42);
    Drained lying = play(TestFeeds.banking(), file);

    Drained played = play(shuffled, file);

    assertThat(played.texts()).isNotEqualTo(lying.texts());
    assertThat(sorted(played.texts())).isEqualTo(sorted(lying.texts()));
    assertThat(played.texts()).isEqualTo(play(shuffled, file).texts());
    assertThat(played.texts()).isNotEqualTo(play(TestFeeds.shuffled(shuffled, 43), file).texts());
    assertThat(sorted(pairs(played))).isEqualTo(sorted(pairs(lying)));
    assertThat(played.events()).extracting(SourceItem.Event::eventTime).isSorted();
  }

  private static List<String> sorted(List<String> texts) {
    return texts.stream().sorted().toList();
  }

  private static List<String> pairs(Drained drained) {
    Map<String, String> labels =
        drained.labels().stream()
            .collect(Collectors.toMap(SourceItem.Label::eventId, SourceItem.Label::text));
    return drained.events().stream()
        .map(e -> labels.get(e.eventId()) + "|" + new String(e.payload(), UTF_8))
        .toList();
  }

  private static Drained play(Feed feed, Path file) {
    return Drained.of(Sources.recorded(feed, List.of(Drained.file(file))));
  }

  private static List<String> ids(Drained drained) {
    return drained.events().stream().map(SourceItem.Event::eventId).toList();
  }

  private static Map<String, Long> countByText(Drained drained) {
    return drained.labels().stream()
        .collect(Collectors.groupingBy(SourceItem.Label::text, Collectors.counting()));
  }
}
