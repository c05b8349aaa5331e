package dev.millrace.ingest.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.ingest.message.Value.Group;
import dev.millrace.ingest.recording.Channel;
import dev.millrace.ingest.recording.MessageSchema;
import dev.millrace.ingest.recording.RecordedMessage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code wstring}, as Fast CDR writes it for ROS 2 and as XTypes defines it for XCDR2. */
class WideTextTest {

  private static final String DEFINITION =
      """
      uint8 a
      wstring text "default"
      uint8 b
      wstring<=8[] words
      float64 c
      """;

  private static final String TEXT = "Grüße \uD83D\uDE80";

  private static Channel channel(String type, String encoding, String schema, String definition) {
    ByteBuffer bytes = ByteBuffer.wrap(definition.getBytes(StandardCharsets.UTF_8));
    return new Channel(1, "/t", encoding, new MessageSchema(type, schema, bytes), Map.of());
  }

  private static Group decode(String definition, String hex) throws UnreadableMessage {
    return Decoders.of(channel("test_msgs/msg/Wide", "cdr", "ros2msg", definition))
        .decode(bytes(hex));
  }

  private static ByteBuffer bytes(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  private static Map<String, String> written() throws Exception {
    Map<String, String> written = new HashMap<>();
    Path file = Path.of(WideTextTest.class.getResource("/recordings/wide-strings.txt").toURI());
    for (String line : Files.readAllLines(file)) {
      String[] parts = line.split(" ", 2);
      written.put(parts[0], parts[1]);
    }
    assertThat(written).hasSize(3);
    return written;
  }

  private static void check(Group message, String text, List<String> words) {
    assertThat(message.fields().get("text")).isEqualTo(new Value.Text(text));
    assertThat(((Value.Items) message.fields().get("words")).values())
        .extracting(one -> ((Value.Text) one).text())
        .isEqualTo(words);
    assertThat(((Value.Num) message.fields().get("a")).number()).isEqualTo(7L);
    assertThat(((Value.Num) message.fields().get("b")).number()).isEqualTo(9L);
    assertThat(((Value.Num) message.fields().get("c")).number()).isEqualTo(2.5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"little-endian", "big-endian"})
  void wideTextsAreWhatFastCdrWrote(String name) throws Exception {
    check(decode(DEFINITION, written().get(name)), TEXT, List.of("", "東京", "a"));
  }

  @Test
  void wideTextsMayBeEmpty() throws Exception {
    check(decode(DEFINITION, written().get("empty")), "", List.of());
  }

  /** By hand: in XCDR2 the length counts bytes, a unit has two, and numbers of 8 align to 4. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "00070000 07 000000 10000000 47007200fc00df00650020003dd880de 09 000000 02000000"
            + " 00000000 04000000 7167ac4e 0000000000000440",
        "00060000 07 000000 00000010 0047007200fc00df00650020d83dde80 09 000000 00000002"
            + " 00000000 00000004 67714eac 4004000000000000"
      })
  void inXcdr2TheLengthIsInBytes(String hex) throws Exception {
    check(decode(DEFINITION, hex), TEXT, List.of("", "東京"));
  }

  @Test
  void writersOfUtf32AreRead() throws Exception {
    String hex = "00010000 02000000 61000000 80f60100";
    assertThat(decode("wstring text", hex).fields())
        .containsEntry("text", new Value.Text("a\uD83D\uDE80"));
  }

  @Test
  void theStandardTypeIsAText() {
    RecordedMessage message =
        new RecordedMessage(
            channel("std_msgs/msg/WString", "cdr", "ros2msg", "wstring data"),
            1_000,
            0,
            1_000,
            bytes("00010000 02000000 71670000 ac4e0000"));
    MessageBody.Decoded body = (MessageBody.Decoded) new SchemaEvents().decode(message);
    assertThat(body.contentType()).isEqualTo("text/plain");
    assertThat(new String(body.payload(), StandardCharsets.UTF_8)).isEqualTo("東京");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // More units than there are bytes: nothing is allocated for them.
        "00010000 ffffffff 61000000",
        "00010000 02000000 61000000",
        "00070000 feffffff 6100",
        // Half a unit.
        "00070000 03000000 610062",
        // No character.
        "00010000 01000000 00001100",
        "00010000 01000000 ffffffff"
      })
  void brokenWideTextsAreRefused(String hex) {
    assertThatThrownBy(() -> decode("wstring text", hex))
        .isInstanceOf(UnreadableMessage.class)
        .hasMessageContaining("field text");
  }

  @Test
  void ros1HasNoWideTexts() {
    assertThatThrownBy(
            () ->
                Decoders.of(channel("a/B", "ros1", "ros1msg", "wstring text"))
                    .decode(bytes("01000000 61000000")))
        .isInstanceOf(UnreadableMessage.class)
        .hasMessageContaining("ROS 1 does not have");
  }
}
