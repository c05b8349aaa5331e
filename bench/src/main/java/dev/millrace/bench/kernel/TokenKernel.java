package dev.millrace.bench.kernel;

import dev.millrace.inference.preprocess.Outcome;
import dev.millrace.inference.preprocess.TextTokens;
import dev.millrace.inference.preprocess.TextTokens.Tokens;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A short message (about 30 tokens) to token ids by MiniLM's tokenizer. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TokenKernel {

  private static final String TEXT =
      "Sorry, I missed your call, the train was late again. Shall we meet at the station at"
          + " half past seven? Bring the tickets please!";

  private final TextTokens tokens = TextTokens.of(tokenizer(), 256);

  private static byte[] tokenizer() {
    try (InputStream in =
        TokenKernel.class.getResourceAsStream("/all-minilm-l6-v2-q-tokenizer.json")) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException("the tokenizer's file can't be read", e);
    }
  }

  @Benchmark
  public Outcome<Tokens> tokens() {
    return tokens.tokens(TEXT);
  }

  /** Gives native memory back. */
  @TearDown
  public void close() {
    tokens.close();
  }
}
