package dev.millrace.dashboard.query;

/**
 * An entry of a store.
 *
 * @param key its key
 * @param time start of its window, milliseconds; 0 where there are no windows
 * @param value JSON
 */
public record Entry(String key, long time, byte[] value) {

  /** The part of the key so far from the left. */
  public String part(int index) {
    int start = 0;
    for (int i = 0; i < index; i++) {
      start = key.indexOf('\0', start) + 1;
    }
    int end = key.indexOf('\0', start);
    return end < 0 ? key.substring(start) : key.substring(start, end);
  }
}
