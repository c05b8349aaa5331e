package dev.millrace.ingest.registry;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * What was made of schemas, by number. Numbers that nobody knows are remembered for a while, so
 * that a topic full of them does not become a flood of questions. For one thread.
 *
 * @param <T> what is made of a schema
 */
public final class SchemaCache<T> {

  /** Topics hold a handful of schemas; a thousand cost little. */
  private static final int MOST = 1000;

  private static final Duration UNKNOWN_FOR = Duration.ofSeconds(30);

  /** Makes something of a schema. */
  public interface Loader<T> {
    /**
     * Loads it.
     *
     * @throws UnknownSchema if there is none, or nothing can be made of it
     */
    T load(int id) throws UnknownSchema, RegistryUnreachable;
  }

  private record Refusal(String reason, long until) {}

  private final Loader<T> loader;
  private final LongSupplier nanos;
  private final Map<Integer, T> known = new Eldest<>();
  private final Map<Integer, Refusal> unknown = new Eldest<>();

  /**
   * @param nanos a clock that only goes forward, as {@code System::nanoTime}
   */
  public SchemaCache(Loader<T> loader, LongSupplier nanos) {
    this.loader = loader;
    this.nanos = nanos;
  }

  /** What is made of the schema of that number. */
  public T get(int id) throws UnknownSchema, RegistryUnreachable {
    T made = known.get(id);
    if (made != null) {
      return made;
    }
    Refusal refusal = unknown.get(id);
    if (refusal != null && nanos.getAsLong() - refusal.until() < 0) {
      throw new UnknownSchema(refusal.reason());
    }
    try {
      made = loader.load(id);
    } catch (UnknownSchema e) {
      long until = nanos.getAsLong() + UNKNOWN_FOR.toNanos();
      unknown.put(id, new Refusal(String.valueOf(e.getMessage()), until));
      throw e;
    }
    known.put(id, made);
    return made;
  }

  /** Forgets what was not used for longest. */
  private static final class Eldest<V> extends LinkedHashMap<Integer, V> {

    private static final long serialVersionUID = 1L;

    Eldest() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Integer, V> eldest) {
      return size() > MOST;
    }
  }
}
