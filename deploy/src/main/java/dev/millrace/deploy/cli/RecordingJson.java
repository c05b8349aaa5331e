package dev.millrace.deploy.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.ingest.recording.RecordingSummary;
import java.nio.file.Path;

/**
 * What {@code replay --info --json} prints of a recording, one line. Times are ISO 8601 and, since
 * readers of JSON may take numbers for doubles, whole nanoseconds as text.
 */
final class RecordingJson {

  private RecordingJson() {}

  static String of(Path path, RecordingSummary recording) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("path", path.toString());
    root.put("format", recording.format());
    root.put("messages", recording.messages());
    if (recording.messages() > 0) {
      root.put("start", RecordingText.time(recording.start()).toString());
      root.put("end", RecordingText.time(recording.end()).toString());
      root.put("startNanos", Long.toString(recording.start()));
      root.put("endNanos", Long.toString(recording.end()));
      root.put("duration", RecordingText.duration(recording).toString());
    }
    ArrayNode topics = root.putArray("topics");
    for (RecordingSummary.Topic topic : recording.topics()) {
      topics
          .addObject()
          .put("topic", topic.name())
          .put("type", topic.type())
          .put("encoding", topic.encoding())
          .put("messages", topic.messages());
    }
    ArrayNode damages = root.putArray("damages");
    recording.damages().forEach(damages::add);
    return root.toString();
  }
}
