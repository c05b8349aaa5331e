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

  private final int size;
  private final Schedule rate;
  private final TreeMap<String, float[]> arrays = new TreeMap<>();
  private long steps;

  /**
   * @param size elements of the parameter vector
   * @param rate learning rate of each step
   * @param names names of the state arrays, which start at zero
   */
  protected Optimizer(int size, Schedule rate, String... names) {
    this.size = size;
    this.rate = rate;
    for (String name : names) {
      arrays.put(name, new float[size]);
    }
  }

  /**
   * Makes one step.
   *
   * @param theta parameters {@code [size]}, changed in place
   * @param gradient gradient of the mean loss {@code [size]}
   */
  public final void step(float[] theta, float[] gradient) {
    if (theta.length != size || gradient.length != size) {
      throw new IllegalArgumentException(
          "optimizer of %d parameters got %d parameters and a gradient of %d"
              .formatted(size, theta.length, gradient.length));
    }
    steps++;
    update(steps, rate.at(steps), theta, gradient);
  }

  /**
   * The optimizer's own step.
   *
   * @param step its number, from 1
   * @param rate its learning rate
   */
  protected abstract void update(long step, double rate, float[] theta, float[] gradient);

  /** Learning rate of the next step. */
  public final double nextRate() {
    return rate.at(steps + 1);
  }

  /** A state array by its name. */
  protected final float[] array(String name) {
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
