package dev.millrace.bench;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import dev.millrace.models.runtime.Ort;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** A model and all texts in ONNX Runtime, ready to be run through as fast as it goes. */
final class RawRun implements AutoCloseable {

  private final RawConfiguration how;
  private final List<OrtSession> sessions = new ArrayList<>();
  private final List<RawBatch> batches;
  private final int texts;

  private RawRun(RawConfiguration how, TokenizedTexts texts) throws OrtException {
    this.how = how;
    this.batches = RawBatch.of(texts, how);
    this.texts = texts.size();
  }

  static RawRun prepare(byte[] onnx, TokenizedTexts texts, RawConfiguration how)
      throws OrtException {
    RawRun run = new RawRun(how, texts);
    for (int i = 0; i < how.sessions(); i++) {
      run.sessions.add(session(onnx, how.intraOpThreads()));
    }
    return run;
  }

  private static OrtSession session(byte[] onnx, int threads) throws OrtException {
    try (SessionOptions options = new SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(OptLevel.ALL_OPT);
      return Ort.environment().createSession(onnx, options);
    }
  }

  /** Runs all texts through once. */
  Rate measure() throws InterruptedException {
    ExecutorService callers = Executors.newFixedThreadPool(how.callers());
    try {
      AtomicInteger next = new AtomicInteger();
      Rate.Clock clock = new Rate.Clock();
      List<Future<?>> running = new ArrayList<>();
      for (int caller = 0; caller < how.callers(); caller++) {
        OrtSession session = sessions.get(caller % sessions.size());
        running.add(callers.submit(() -> work(session, next)));
      }
      for (Future<?> one : running) {
        one.get();
      }
      return clock.at(texts);
    } catch (ExecutionException e) {
      throw new IllegalStateException("raw run " + how + " failed: " + e.getCause(), e);
    } finally {
      callers.shutdownNow();
    }
  }

  private Void work(OrtSession session, AtomicInteger next) throws OrtException {
    for (int i = next.getAndIncrement(); i < batches.size(); i = next.getAndIncrement()) {
      batches.get(i).run(session);
    }
    return null;
  }

  @Override
  public void close() throws OrtException {
    batches.forEach(RawBatch::close);
    for (OrtSession session : sessions) {
      session.close();
    }
  }
}
