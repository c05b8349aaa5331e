package dev.millrace.models.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import dev.millrace.models.runtime.ParameterLayout.Slot;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A patch off-heap, ready to be an input of its head. A swap is the exchange of one such object for
 * another. Closing waits for nothing: runs that use it finish, and the last one frees it.
 */
public final class LoadedPatch implements AutoCloseable {

  private final ParameterPatch patch;
  private final PatchBlocks blocks;
  private final ByteBuffer block;
  private final Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
  private int users = 1; // the owner, until it closes
  private boolean closed;

  /**
   * @param blocks where memory comes from and goes back to
   */
  LoadedPatch(ParameterPatch patch, PatchBlocks blocks) {
    this.patch = patch;
    this.blocks = blocks;
    this.block = blocks.take();
    try {
      for (Slot slot : patch.layout().slots()) {
        FloatBuffer values =
            block
                .slice(slot.offset() * Float.BYTES, slot.size() * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        patch.write(slot, values);
        tensors.put(slot.name(), OpenTensors.on(values.flip(), slot.dims()));
      }
    } catch (OrtException e) {
      free();
      throw new RunFailed("loading %s failed: %s".formatted(patch, e.getMessage()), e);
    }
  }

  public ParameterPatch patch() {
    return patch;
  }

  /**
   * Holds the tensors for one run; give them back with {@link #release}.
   *
   * @throws IllegalStateException after close
   */
  synchronized Map<String, OnnxTensor> acquire() {
    if (closed) {
      throw new IllegalStateException(patch + " was closed; load it again");
    }
    users++;
    return Collections.unmodifiableMap(tensors);
  }

  synchronized void release() {
    if (--users == 0) {
      free();
    }
  }

  /** Tensors first: while one is open, ONNX Runtime may read the block. */
  private void free() {
    OpenTensors.close(tensors.values());
    tensors.clear();
    blocks.give(block);
  }

  /** Ends the owner's use; a second call does nothing. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      release();
    }
  }
}
