package dev.millrace.ingest.recording.folder;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Named numbers as one JSON object; what is no finite number is null. */
final class FlatJson {

  private final List<String> keys;
  private final StringBuilder text = new StringBuilder();

  FlatJson(List<String> names) {
    keys =
        names.stream()
            .map(
                name ->
                    '"' + new String(JsonStringEncoder.getInstance().quoteAsString(name)) + "\":")
            .toList();
  }

  /** Gives the number at a place. */
  interface Numbers {
    double at(int place) throws IOException;
  }

  ByteBuffer encode(Numbers numbers) throws IOException {
    text.setLength(0);
    for (int i = 0; i < keys.size(); i++) {
      text.append(i == 0 ? '{' : ',').append(keys.get(i));
      append(numbers.at(i));
    }
    text.append(keys.isEmpty() ? "{}" : "}");
    return ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private void append(double number) {
    if (!Double.isFinite(number)) {
      text.append("null");
    } else if (number == Math.rint(number) && Math.abs(number) < 1e15) {
      text.append((long) number);
    } else {
      text.append(number);
    }
  }
}
