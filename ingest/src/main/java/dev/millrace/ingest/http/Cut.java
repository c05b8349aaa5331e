package dev.millrace.ingest.http;

import java.util.List;
import java.util.Map;

/**
 * A body, cut.
 *
 * @param posts what can be sent
 * @param refused what can't, by line
 */
record Cut(List<Post> posts, Map<Integer, Refusal> refused) {

  Cut {
    posts = List.copyOf(posts);
    refused = Map.copyOf(refused);
  }
}
