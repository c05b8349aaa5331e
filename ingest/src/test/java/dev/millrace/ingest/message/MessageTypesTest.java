package dev.millrace.ingest.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that other libraries wrote, and the events that they are (make_recordings.mjs). */
class MessageTypesTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @ValueSource(strings = {"ros1", "ros2", "foxglove-protobuf", "foxglove-json"})
  void everyTypeThatMattersBecomesTheEventItIs(String name) throws Exception {
    JsonNode expected = JSON.readTree(resource("events.json")).get(name);
    List<Bodies.Body> bodies = Bodies.all(Path.of(resource(name + ".mcap").toURI()));
    assertThat(bodies).hasSameSizeAs(expected);
    for (int i = 0; i < bodies.size(); i++) {
      check(expected.get(i), bodies.get(i));
    }
  }

  private static URL resource(String name) {
    return MessageTypesTest.class.getResource("/recordings/" + name);
  }

  private static void check(JsonNode expected, Bodies.Body body) throws IOException {
    String topic = expected.get("topic").textValue();
    assertThat(body.topic()).isEqualTo(topic);
    if (expected.has("undecodable")) {
      assertThat(body.contentType()).as(topic).isEqualTo("undecodable");
      String reason = new String(body.bytes(), StandardCharsets.ISO_8859_1);
      assertThat(reason).as(topic).contains("Image", expected.get("undecodable").textValue());
      return;
    }
    assertThat(body.contentType()).as("%s: %s", topic, body.payload()).isNotEqualTo("undecodable");
    assertThat(body.time()).as(topic).isEqualTo(expected.get("time").longValue());
    assertThat(body.attributes()).as(topic).isEqualTo(texts(expected.get("attributes")));
    if (expected.has("channels")) {
      assertThat(body.contentType()).isEqualTo("application/json");
      JsonNode channels = JSON.readTree(body.text()).get("channels");
      assertThat(numbers(channels)).as(topic).isEqualTo(numbers(expected.get("channels")));
    } else if (expected.has("text")) {
      assertThat(body.contentType()).isEqualTo("text/plain");
      assertThat(body.text()).isEqualTo(expected.get("text").textValue());
    } else if (expected.has("jpeg")) {
      assertThat(body.contentType()).isEqualTo("image/jpeg");
      assertThat(HexFormat.of().formatHex(body.bytes())).isEqualTo(expected.get("jpeg").asText());
    } else {
      assertThat(body.contentType()).isEqualTo("image/png");
      pixels(expected.get("pixels"), body);
    }
  }

  private static Map<String, String> texts(JsonNode attributes) {
    Map<String, String> all = new LinkedHashMap<>();
    attributes.fields().forEachRemaining(one -> all.put(one.getKey(), one.getValue().textValue()));
    return all;
  }

  private static Map<String, Double> numbers(JsonNode channels) {
    Map<String, Double> all = new LinkedHashMap<>();
    channels
        .fields()
        .forEachRemaining(
            one ->
                all.put(
                    one.getKey(),
                    one.getValue().isNull() ? Double.NaN : one.getValue().doubleValue()));
    return all;
  }

  /** Pixels as another reader of PNG sees them. */
  private static void pixels(JsonNode expected, Bodies.Body body) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(body.bytes()));
    assertThat(image.getHeight()).isEqualTo(expected.size());
    for (int y = 0; y < expected.size(); y++) {
      assertThat(image.getWidth()).isEqualTo(expected.get(y).size());
      for (int x = 0; x < expected.get(y).size(); x++) {
        int rgb =
            image.getColorModel().getNumComponents() == 1
                ? image.getRaster().getSample(x, y, 0) * 0x010101
                : image.getRGB(x, y) & 0xffffff;
        JsonNode pixel = expected.get(y).get(x);
        int wanted =
            pixel.get(0).intValue() << 16 | pixel.get(1).intValue() << 8 | pixel.get(2).intValue();
        assertThat(rgb).as("%s at %d, %d", body.topic(), x, y).isEqualTo(wanted);
      }
    }
  }
}
