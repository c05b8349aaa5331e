package dev.millrace.schemas;

/** Names of those who write markers. */
public final class Origins {

  private Origins() {}

  /** The source of a feed; ingest passes its markers on under the same name. */
  public static String feed(String feed) {
    return "feed/" + feed;
  }

  /** The inference job's part for one task. */
  public static String inference(String task) {
    return "inference/" + task;
  }

  /** The training job's part for one task. */
  public static String trainer(String task) {
    return "trainer/" + task;
  }
}
