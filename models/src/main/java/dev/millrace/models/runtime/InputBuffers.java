package dev.millrace.models.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import dev.millrace.models.graph.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Direct memory that inputs are copied into, used again from run to run: making a tensor of a heap
 * buffer costs an allocation and a slow copy each time. Thread-safe; one buffer a concurrent run.
 */
final class InputBuffers {

  /** Start of each input in the buffer: a cache line, which vector instructions like. */
  private static final int ALIGNMENT = 64;

  private static final int SMALLEST_BYTES = 4096;

  /** A buffer above this is given up after its run, so that one large batch doesn't stay. */
  private static final int LARGEST_KEPT_BYTES = 32 << 20;

  private final ConcurrentLinkedDeque<ByteBuffer> idle = new ConcurrentLinkedDeque<>();

  /** Inputs of one run; closing them gives the memory back. */
  final class Filled implements AutoCloseable {
    private final ByteBuffer memory;
    private final Map<String, OnnxTensor> tensors = new LinkedHashMap<>();

    private Filled(ByteBuffer memory) {
      this.memory = memory;
    }

    Map<String, OnnxTensor> tensors() {
      return tensors;
    }

    private void add(String name, Tensor tensor, int at) throws OrtException {
      int bytes = bytes(tensor);
      ByteBuffer place = memory.slice(at, bytes).order(ByteOrder.nativeOrder());
      if (tensor.type() == ElementType.FLOAT32) {
        var floats = place.asFloatBuffer();
        floats.put(tensor.floats()).flip();
        tensors.put(name, OpenTensors.on(floats, tensor.shape()));
      } else {
        var longs = place.asLongBuffer();
        longs.put(tensor.longs()).flip();
        tensors.put(name, OpenTensors.on(longs, tensor.shape()));
      }
    }

    @Override
    public void close() {
      OpenTensors.close(tensors.values());
      tensors.clear();
      if (memory.capacity() <= LARGEST_KEPT_BYTES) {
        idle.push(memory);
      }
    }
  }

  Filled fill(Map<String, Tensor> inputs) throws OrtException {
    Filled filled = new Filled(memory(inputs.values()));
    try {
      int at = 0;
      for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
        filled.add(input.getKey(), input.getValue(), at);
        at += aligned(bytes(input.getValue()));
      }
      return filled;
    } catch (OrtException | RuntimeException e) {
      filled.close();
      throw e;
    }
  }

  private ByteBuffer memory(Collection<Tensor> tensors) {
    int needed = 0;
    for (Tensor tensor : tensors) {
      needed = Math.addExact(needed, aligned(bytes(tensor)));
    }
    ByteBuffer memory = idle.poll();
    if (memory == null || memory.capacity() < needed) {
      int bytes = Math.max(SMALLEST_BYTES, needed + needed / 2);
      memory = ByteBuffer.allocateDirect(bytes + ALIGNMENT).alignedSlice(ALIGNMENT);
    }
    return memory;
  }

  private static int bytes(Tensor tensor) {
    return Math.multiplyExact(tensor.size(), tensor.type().bytes());
  }

  private static int aligned(int bytes) {
    return Math.addExact(bytes, ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }
}
