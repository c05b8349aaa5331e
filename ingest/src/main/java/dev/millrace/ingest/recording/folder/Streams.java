package dev.millrace.ingest.recording.folder;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The opened topics of a recording, and what was found damaged on the way. */
public final class Streams implements Closeable {

  private final List<TopicStream> topics = new ArrayList<>();
  private final List<String> damages = new ArrayList<>();

  /** Opens one more topic; its number within the recording is handed in. */
  interface Opener {
    TopicStream open(int id) throws IOException;
  }

  /** Adds a topic. Closes all of them before it passes an error on. */
  void add(Opener opener) throws IOException {
    try {
      topics.add(opener.open(topics.size()));
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  void damaged(String sentence) {
    damages.add(sentence);
  }

  List<TopicStream> topics() {
    return List.copyOf(topics);
  }

  List<String> damages() {
    return List.copyOf(damages);
  }

  @Override
  public void close() throws IOException {
    for (TopicStream topic : topics) {
      topic.close();
    }
  }
}
