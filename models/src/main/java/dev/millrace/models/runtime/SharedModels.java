package dev.millrace.models.runtime;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One session a model and setting in the process: all operators of a job share it, since ONNX
 * Runtime's runs may overlap and a session holds all weights. Thread-safe.
 */
public final class SharedModels {

  private static final SharedModels PROCESS = new SharedModels();

  private final Map<Key, Entry> entries = new HashMap<>();

  private record Key(String digest, SessionSettings settings) {}

  private static final class Entry {
    private final OrtModel model;
    private int leases;

    private Entry(OrtModel model) {
      this.model = model;
    }
  }

  /** The cache of this process. */
  public static SharedModels process() {
    return PROCESS;
  }

  /** A right to use a model until it is closed; the last one closed ends the session. */
  public final class Lease implements AutoCloseable {
    private final Key key;
    private final OrtModel model;
    private boolean closed;

    private Lease(Key key, OrtModel model) {
      this.key = key;
      this.model = model;
    }

    public OrtModel model() {
      return model;
    }

    /** Gives the right back; a second call does nothing. */
    @Override
    public void close() {
      synchronized (entries) {
        if (!closed) {
          closed = true;
          release(key);
        }
      }
    }
  }

  /**
   * Takes a model, loading it where no one has it open.
   *
   * @param digest names the model: equal digests must mean equal bytes
   * @param onnx its bytes; asked for only where a session has to be started
   */
  public Lease lease(String digest, SessionSettings settings, Supplier<byte[]> onnx) {
    Key key = new Key(digest, settings);
    // Loading under the lock: two operators that start together must not hold the weights twice.
    synchronized (entries) {
      Entry entry =
          entries.computeIfAbsent(key, k -> new Entry(OrtModel.load(onnx.get(), settings)));
      entry.leases++;
      return new Lease(key, entry.model);
    }
  }

  /** Sessions that are open. */
  public int open() {
    synchronized (entries) {
      return entries.size();
    }
  }

  private void release(Key key) {
    Entry entry = entries.get(key);
    if (entry != null && --entry.leases == 0) {
      entries.remove(key);
      entry.model.close();
    }
  }
}
