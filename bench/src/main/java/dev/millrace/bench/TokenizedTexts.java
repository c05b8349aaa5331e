package dev.millrace.bench;

import dev.millrace.inference.preprocess.Outcome;
import dev.millrace.inference.preprocess.TextTokens;
import dev.millrace.inference.preprocess.TextTokens.Tokens;
import dev.millrace.ingest.replay.Recording;
import dev.millrace.ingest.source.EventSource;
import dev.millrace.ingest.source.SourceItem;
import dev.millrace.models.bundle.ModelBundle;
import dev.millrace.schemas.task.BundleManifest;
import dev.millrace.schemas.task.BundleManifest.TextInput;
import dev.millrace.schemas.task.Task;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The texts of a recording as the token ids that the pipeline makes of them: read by the same
 * source, turned into tokens by the same tokenizer.
 *
 * @param names names of the model's inputs
 * @param tokens tokens of each text, in the recording's order
 */
record TokenizedTexts(TextInput names, List<Tokens> tokens) {

  TokenizedTexts {
    tokens = List.copyOf(tokens);
  }

  static TokenizedTexts read(Task task, Path recording, ModelBundle bundle)
      throws InterruptedException {
    if (!(bundle.manifest().input() instanceof TextInput input)) {
      throw new IllegalArgumentException("bundle " + bundle.manifest().name() + " takes no text");
    }
    List<Tokens> tokens = new ArrayList<>();
    byte[] tokenizer = bundle.file(BundleManifest.TOKENIZER);
    try (TextTokens model = TextTokens.of(tokenizer, input.maxTokens());
        EventSource source = Recording.open(task.feed(), List.of(recording)).source()) {
      for (Optional<SourceItem> i = source.next(); i.isPresent(); i = source.next()) {
        if (i.get() instanceof SourceItem.Event event) {
          tokens.add(tokens(model, new String(event.payload(), StandardCharsets.UTF_8)));
        }
      }
    }
    return new TokenizedTexts(input, tokens);
  }

  private static Tokens tokens(TextTokens model, String text) {
    if (model.tokens(text) instanceof Outcome.Prepared<Tokens> found) {
      return found.value();
    }
    throw new IllegalArgumentException("no tokens: " + text);
  }

  int size() {
    return tokens.size();
  }

  /** Every n-th text, with the same mix of lengths. */
  TokenizedTexts every(int n) {
    List<Tokens> some = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i += n) {
      some.add(tokens.get(i));
    }
    return new TokenizedTexts(names, some);
  }

  double meanTokens() {
    return tokens.stream().mapToInt(one -> one.ids().length).average().orElse(Double.NaN);
  }
}
