package dev.millrace.models.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.concurrent.atomic.AtomicLong;

/** Makes and closes ONNX Runtime tensors, and counts those that are open. */
public final class OpenTensors {

  private static final AtomicLong OPEN = new AtomicLong();

  private OpenTensors() {}

  /** Tensors made by this package and not closed yet; a leak shows as growth. */
  public static long count() {
    return OPEN.get();
  }

  /** A tensor on the buffer itself, which must be direct and in native order. */
  static OnnxTensor on(FloatBuffer direct, long[] shape) throws OrtException {
    OnnxTensor tensor = OnnxTensor.createTensor(Ort.environment(), direct, shape);
    OPEN.incrementAndGet();
    return tensor;
  }

  /** A tensor on the buffer itself, which must be direct and in native order. */
  static OnnxTensor on(LongBuffer direct, long[] shape) throws OrtException {
    OnnxTensor tensor = OnnxTensor.createTensor(Ort.environment(), direct, shape);
    OPEN.incrementAndGet();
    return tensor;
  }

  static void close(Iterable<OnnxTensor> tensors) {
    for (OnnxTensor tensor : tensors) {
      tensor.close();
      OPEN.decrementAndGet();
    }
  }
}
