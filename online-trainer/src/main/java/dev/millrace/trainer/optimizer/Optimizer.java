package dev.millrace.trainer.optimizer;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * A first-order optimizer over one flat parameter vector. The number of steps and named arrays as
 * long as the vector are all its state.
 *
 * <p>Not thread-safe. Every step is a fixed sequence of IEEE operations on each element, so the
 * same gradients give the same bits on every JVM.
 */
public abstract class Optimizer {

  /** Elements that are worked out and looked at before the next ones: so many fit into L1. */
  private static final int STRIP = 1024;

  private final int size;
  private final Schedule rate;
  private final double decay;
  private final TreeMap<String, float[]> arrays = new TreeMap<>();
  private final TreeMap<String, float[]> spares = new TreeMap<>();
  private final float[] proposed;
  private final Finite finite = new Finite();
  private long steps;

  /**
   * @param size elements of the parameter vector
   * @param rate learning rate of each step
   * @param decay part of each weight that a step at rate 1 takes away, besides the gradient
   * @param names names of the state arrays, which start at zero
   */
  protected Optimizer(int size, Schedule rate, double decay, String... names) {
    this.size = size;
    this.rate = rate;
    this.decay = decay;
    this.proposed = new float[size];
    for (String name : names) {
      arrays.put(name, new float[size]);
      spares.put(name, new float[size]);
    }
  }

  /**
   * One step's own numbers.
   *
   * @param step its number, from 1
   * @param rate its learning rate
   * @param keep part of each weight that decoupled decay leaves (Loshchilov and Hutter 2019)
   */
  protected record Pace(long step, double rate, double keep) {}

  /**
   * Works a step out. Neither {@code theta} nor the state changes: until {@link #accept}, it is as
   * if the step had not been made. State ping-pongs between two sets of arrays, so this costs no
   * copy.
   *
   * @param theta parameters {@code [size]}
   * @param gradient gradient of the mean loss {@code [size]}
   * @param next receives the parameters after the step {@code [size]}
   * @return whether they and the new state are finite; what isn't must not be accepted
   */
  public final boolean propose(float[] theta, float[] gradient, float[] next) {
    if (theta.length != size || gradient.length != size || next.length != size) {
      throw new IllegalArgumentException(
          "optimizer of %d parameters got %d parameters and a gradient of %d"
              .formatted(size, theta.length, gradient.length));
    }
    double now = rate.at(steps + 1);
    begin(new Pace(steps + 1, now, 1 - now * decay));
    finite.forget();
    for (int from = 0; from < size; from += STRIP) {
      int to = Math.min(from + STRIP, size);
      update(from, to, theta, gradient, next);
      finite.look(next, from, to);
      for (float[] spare : spares.values()) {
        finite.look(spare, from, to);
      }
    }
    return finite.all();
  }

  /** Takes over the step that was worked out last. */
  public final void accept() {
    steps++;
    for (Map.Entry<String, float[]> entry : arrays.entrySet()) {
      float[] spare = spares.put(entry.getKey(), entry.getValue());
      entry.setValue(spare);
    }
  }

  /**
   * Makes one step in place, whatever comes out.
   *
   * @param theta parameters {@code [size]}, changed in place
   * @param gradient gradient of the mean loss {@code [size]}
   */
  public final void step(float[] theta, float[] gradient) {
    propose(theta, gradient, proposed);
    accept();
    System.arraycopy(proposed, 0, theta, 0, size);
  }

  /** Works out what is the same for all elements of a step. */
  protected abstract void begin(Pace pace);

  /**
   * The optimizer's own step for the elements {@code [from, to)}: reads {@link #array}, writes
   * {@link #next} and {@code next}. A short loop over floats without branches and conversions runs
   * on vectors, so state and weights have a loop each, over a strip that stays in L1; factors are
   * worked out in double and rounded once.
   */
  protected abstract void update(int from, int to, float[] theta, float[] gradient, float[] next);

  /** A state array by its name. */
  protected final float[] array(String name) {
    return named(arrays, name);
  }

  /** Where a state array's new values go. */
  protected final float[] next(String name) {
    return named(spares, name);
  }

  private static float[] named(Map<String, float[]> arrays, String name) {
    float[] array = arrays.get(name);
    if (array == null) {
      throw new IllegalArgumentException("no state array " + name + " among " + arrays.keySet());
    }
    return array;
  }

  /** Steps made so far. */
  public final long steps() {
    return steps;
  }

  /** Writes steps and arrays. */
  public final void write(DataOutputStream out) throws IOException {
    out.writeLong(steps);
    out.writeInt(arrays.size());
    for (Map.Entry<String, float[]> entry : arrays.entrySet()) {
      out.writeUTF(entry.getKey());
      for (float value : entry.getValue()) {
        out.writeFloat(value);
      }
    }
  }

  /**
   * Reads what {@link #write} wrote, into an optimizer of the same kind and size.
   *
   * @throws IllegalStateException if the state is another optimizer's
   */
  public final void read(DataInputStream in) throws IOException {
    steps = in.readLong();
    int count = in.readInt();
    String[] names = new String[count];
    for (int i = 0; i < count; i++) {
      names[i] = in.readUTF();
      float[] array = arrays.get(names[i]);
      if (array == null) {
        break;
      }
      for (int j = 0; j < size; j++) {
        array[j] = in.readFloat();
      }
    }
    if (!Arrays.equals(names, arrays.keySet().toArray())) {
      throw new IllegalStateException(
          "state holds the arrays "
              + Arrays.toString(names)
              + ", this optimizer has "
              + arrays.keySet()
              + "; the task's optimizer was changed: start the trainer without the old checkpoint");
    }
  }
}
