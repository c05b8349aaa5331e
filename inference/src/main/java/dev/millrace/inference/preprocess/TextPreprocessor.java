package dev.millrace.inference.preprocess;

import dev.millrace.models.runtime.Tensor;
import dev.millrace.schemas.avro.TextMessage;
import dev.millrace.schemas.task.BundleManifest.TextInput;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/** Text messages to token tensors {@code [1, tokens]}. Owns its tokenizer. */
final class TextPreprocessor implements Preprocessor {

  private final TextInput input;
  private final TextTokens tokens;

  /**
   * @param tokens closed with this
   */
  TextPreprocessor(TextInput input, TextTokens tokens) {
    this.input = input;
    this.tokens = tokens;
  }

  @Override
  public Outcome<ModelInput> prepare(SpecificRecord event) {
    return Preprocessor.as(TextMessage.class, event)
        .then(message -> tokens.tokens(message.getText()))
        .then(found -> Outcome.prepared(new ModelInput.Tensors(tensors(found), null)));
  }

  private Map<String, Tensor> tensors(TextTokens.Tokens found) {
    Map<String, Tensor> tensors = new HashMap<>();
    put(tensors, input.ids(), found.ids());
    put(tensors, input.mask(), found.mask());
    put(tensors, input.types(), found.types());
    return tensors;
  }

  private static void put(Map<String, Tensor> tensors, String name, long[] values) {
    if (!name.isEmpty()) {
      tensors.put(name, Tensor.longs(values, 1, values.length));
    }
  }

  @Override
  public void close() {
    tokens.close();
  }
}
