package dev.millrace.inference.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.inference.preprocess.ModelInput.Tensors;
import dev.millrace.models.bundle.ModelBundle;
import dev.millrace.models.graph.ModelRejected;
import dev.millrace.models.runtime.SharedModels;
import dev.millrace.models.runtime.Tensor;
import dev.millrace.schemas.task.BundleManifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.junit.jupiter.api.Test;

class BackboneTest {

  private static final ModelBundle TEXTS = Fixtures.textBundle(8, List.of("probabilities"));
  private static final ModelBundle WINDOWS = Fixtures.sensorModel().bundle();

  private static Backbone texts;
  private static Backbone windows;

  @BeforeContainer
  static void open() {
    texts = backbone(TEXTS, TEXTS.manifest().outputs());
    windows = backbone(WINDOWS, WINDOWS.manifest().outputs());
  }

  @AfterContainer
  static void close() {
    texts.close();
    windows.close();
  }

  private static Backbone backbone(ModelBundle bundle, List<String> outputs) {
    return new Backbone(
        bundle.digest(), bundle.graph(BundleManifest.MODEL), outputs, Backbone.NUMBERS);
  }

  @Property(tries = 60)
  void batchOfWindowsIsBitForBitAsManyBatchesOfOne(
      @ForAll @IntRange(min = 1, max = 64) int size, @ForAll long seed) {
    Random random = new Random(seed);
    List<Tensors> batch = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      float[] values = new float[Fixtures.WINDOW * 2];
      for (int v = 0; v < values.length; v++) {
        values[v] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(8) - 4));
      }
      batch.add(new Tensors(Map.of("window", Tensor.floats(values, 1, Fixtures.WINDOW, 2)), null));
    }
    assertSameAlone(windows, batch);
  }

  @Property(tries = 60)
  void textsOfOneLengthComeBackInTheirOwnPlaces(
      @ForAll @IntRange(min = 1, max = 20) int size,
      @ForAll @IntRange(min = 1, max = 4) int tokens,
      @ForAll long seed) {
    Random random = new Random(seed);
    List<Tensors> batch = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      long[] ids = random.longs(tokens, 0, 3).toArray();
      batch.add(new Tensors(Map.of("ids", Tensor.longs(ids, 1, tokens)), null));
    }
    assertSameAlone(texts, batch);
  }

  private static void assertSameAlone(Backbone backbone, List<Tensors> batch) {
    List<Map<String, Tensor>> alone =
        batch.stream().map(one -> backbone.run(List.of(one)).get(0)).toList();
    assertThat(backbone.run(batch)).isEqualTo(alone);
  }

  @Test
  void outputThatIsNotThereIsRefusedAtTheStart() {
    int before = SharedModels.process().open();
    assertThatThrownBy(() -> backbone(TEXTS, List.of("embedding")))
        .isInstanceOf(ModelRejected.class)
        .hasMessageContaining("no output 'embedding'");
    assertThat(SharedModels.process().open()).isEqualTo(before);
  }

  @Test
  void outputOfWholeNumbersIsRefusedAtTheStart() {
    assertThatThrownBy(() -> backbone(TEXTS, List.of("tokens")))
        .isInstanceOf(ModelRejected.class)
        .hasMessageContaining("name outputs of the types [FLOAT32");
  }
}
