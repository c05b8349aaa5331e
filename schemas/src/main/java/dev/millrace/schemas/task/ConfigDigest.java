package dev.millrace.schemas.task;

import dev.millrace.schemas.task.TrainSpec.HeadSpec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Names the training settings of a task in a version's lineage: SHA-256 of a canonical text.
 *
 * <p>The text holds exactly what makes a version a function of the example log: classes, decoder,
 * trained parameters, head, loss, optimizer, batch, publishing interval and seed. Feed, window,
 * join and delivery decide what enters the log and are told by the log itself; the gate decides who
 * answers, not what is learned; the bundle has a digest of its own.
 */
public final class ConfigDigest {

  private ConfigDigest() {}

  /**
   * The digest of a task's training settings.
   *
   * @return 64 hexadecimal digits
   * @throws IllegalArgumentException if the task does not train
   */
  public static String of(Task task) {
    byte[] text = canonicalText(task).getBytes(StandardCharsets.UTF_8);
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** One setting a line, in a fixed order; stays as it is over releases. */
  static String canonicalText(Task task) {
    TrainSpec train =
        task.train()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "task " + task.name() + " does not train, so it has no training settings"));
    StringBuilder text = new StringBuilder("millrace training settings 1\n");
    line(text, "classes", task.classes());
    line(text, "decode", decode(task.decode()));
    line(text, "parameters", List.of(train.parameters()));
    line(text, "head", head(train.head()));
    line(text, "loss", loss(train.loss()));
    line(text, "optimizer", optimizer(train.optimizer()));
    // Settings that came later are written where they are used, so that older digests stay.
    if (!train.schedule().equals(ScheduleSpec.DEFAULT)) {
      line(text, "schedule", SettingsText.of(train.schedule()));
    }
    if (!train.regularize().equals(RegularizeSpec.NONE)) {
      line(text, "regularize", SettingsText.of(train.regularize()));
    }
    if (train.privacy() != null) {
      line(text, "privacy", privacy(train.privacy()));
    }
    line(text, "batch", List.of(Integer.toString(train.batch())));
    line(text, "publishEvery", List.of(Integer.toString(train.publishEvery())));
    line(text, "seed", List.of(Long.toString(train.seed())));
    return text.toString();
  }

  private static void line(StringBuilder text, String key, List<String> values) {
    text.append(key);
    for (String value : values) {
      // The length in front keeps ("a b") and ("a", "b") apart.
      text.append(' ').append(value.length()).append(':').append(value);
    }
    text.append('\n');
  }

  private static List<String> decode(DecodeSpec decode) {
    return decode instanceof DecodeSpec.Regression regression
        ? List.of("regression", String.join(" ", regression.names()))
        : List.of(decode.getClass().getSimpleName().toLowerCase(Locale.ROOT));
  }

  private static List<String> head(@Nullable HeadSpec head) {
    return head == null
        ? List.of()
        : List.of(
            lower(head.kind()), Integer.toString(head.hidden()), Integer.toString(head.outputs()));
  }

  private static List<String> loss(LossSpec loss) {
    if (loss.equals(LossSpec.SOFTMAX_CROSS_ENTROPY)) {
      return List.of("softmax_cross_entropy");
    }
    return loss.equals(LossSpec.MEAN_SQUARED_ERROR)
        ? List.of("mean_squared_error")
        : SettingsText.of(loss);
  }

  /** Without the secret: the digest is published, and a weak secret could be guessed from it. */
  private static List<String> privacy(PrivacySpec privacy) {
    return List.of(
        Double.toHexString(privacy.clip()),
        Double.toHexString(privacy.noise()),
        Double.toHexString(privacy.delta()));
  }

  private static List<String> optimizer(OptimizerSpec optimizer) {
    List<String> settings = SettingsText.of(optimizer);
    if (optimizer instanceof OptimizerSpec.Sgd) {
      // The first digests gave every optimizer Adam's four numbers.
      String zero = Double.toHexString(0);
      return List.of(settings.get(0), settings.get(1), zero, zero, zero);
    }
    return settings;
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
