package dev.millrace.trainer.exports;

import dev.millrace.models.runtime.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * 450 handwritten digits of 8×8 pixels (UCI, by way of scikit-learn), made as large as MNIST's
 * pictures. The pictures lie with the test data, their classes beside this test: {@code
 * make_digit_classes.py} found them.
 */
final class Digits {

  private static final int SMALL = 8;
  private static final int LARGE = 28;
  private static final int MARGIN = 4;
  private static final int SCALED = LARGE - 2 * MARGIN;
  private static final float INK = 16;

  private Digits() {}

  /** A picture {@code [1, 1, 28, 28]} from 0 to 1, and which digit it shows. */
  record Digit(Tensor picture, int digit) {}

  static List<Digit> all() {
    ByteBuffer file = ByteBuffer.wrap(RealFiles.bytes("onnx-compat/xgboost-digits/test_data.npy"));
    file.order(ByteOrder.LITTLE_ENDIAN);
    // NumPy's format 1.0: the length of the header stands at byte 8.
    file.position(10 + file.getShort(8));
    FloatBuffer values = file.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    String classes = classes();
    List<Digit> digits = new ArrayList<>();
    for (int i = 0; i < classes.length(); i++) {
      float[] small = new float[SMALL * SMALL];
      values.get(small);
      digits.add(new Digit(enlarged(small), classes.charAt(i) - '0'));
    }
    return digits;
  }

  private static String classes() {
    try (InputStream in = Digits.class.getResourceAsStream("digit-classes.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Tensor enlarged(float[] small) {
    float[] large = new float[LARGE * LARGE];
    for (int y = 0; y < SCALED; y++) {
      for (int x = 0; x < SCALED; x++) {
        large[(y + MARGIN) * LARGE + x + MARGIN] = between(small, place(y), place(x)) / INK;
      }
    }
    return Tensor.floats(large, 1, 1, LARGE, LARGE);
  }

  private static float place(int pixel) {
    return Math.min(Math.max((pixel + 0.5f) * SMALL / SCALED - 0.5f, 0), SMALL - 1.001f);
  }

  private static float between(float[] small, float y, float x) {
    int top = (int) y;
    int left = (int) x;
    float down = y - top;
    float right = x - left;
    int at = top * SMALL + left;
    float above = small[at] * (1 - right) + small[at + 1] * right;
    float below = small[at + SMALL] * (1 - right) + small[at + SMALL + 1] * right;
    return above * (1 - down) + below * down;
  }
}
