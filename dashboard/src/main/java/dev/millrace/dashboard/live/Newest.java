package dev.millrace.dashboard.live;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The newest values by key; the oldest go. Not thread-safe.
 *
 * @param <T> a value
 */
final class Newest<T> {

  private final LinkedHashMap<String, T> values = new LinkedHashMap<>();
  private final int most;
  private final Consumer<T> gone;

  /**
   * @param gone told what had to go for newer ones
   */
  Newest(int most, Consumer<T> gone) {
    this.most = most;
    this.gone = gone;
  }

  void put(String key, T value) {
    values.remove(key);
    values.put(key, value);
    if (values.size() > most) {
      Iterator<Map.Entry<String, T>> oldest = values.entrySet().iterator();
      T old = oldest.next().getValue();
      oldest.remove();
      gone.accept(old);
    }
  }

  @Nullable T get(String key) {
    return values.get(key);
  }

  @Nullable T take(String key) {
    return values.remove(key);
  }
}
