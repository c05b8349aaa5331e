package dev.millrace.dashboard.control;

import dev.millrace.dashboard.query.Letters;
import dev.millrace.dashboard.query.Refused;
import dev.millrace.dashboard.view.Reasons;
import dev.millrace.dashboard.view.RecordReader;
import dev.millrace.schemas.avro.AuditRecord;
import dev.millrace.schemas.avro.DeadLetter;
import dev.millrace.schemas.topic.AliasWriter;
import dev.millrace.schemas.topic.AliasWriter.Hold;
import dev.millrace.schemas.topic.KafkaAccess;
import dev.millrace.schemas.topic.LetterReplay;
import dev.millrace.schemas.topic.ModelLog;
import dev.millrace.schemas.topic.PauseWriter;
import dev.millrace.schemas.topic.PauseWriter.Training;
import dev.millrace.schemas.topic.TopicReader;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what a person asks for, and writes down that they asked. Thread-safe. */
public final class Control {

  private static final Logger LOG = LoggerFactory.getLogger(Control.class);
  private static final int CONFLICT = 409;
  private static final int MOST_LETTERS = 10_000;

  private final KafkaAccess kafka;
  private final InstantSource clock;
  private final Letters letters;

  public Control(KafkaAccess kafka, InstantSource clock) {
    this.kafka = kafka;
    this.clock = clock;
    letters = new Letters(kafka);
  }

  /**
   * Carries an order out.
   *
   * @return what was done, in words
   * @throws Refused if it was not
   */
  public String carryOut(Order order) throws InterruptedException {
    try {
      String detail = act(order);
      audit(order, "done", detail);
      return detail;
    } catch (Refused e) {
      audit(order, "refused", String.valueOf(e.getMessage()));
      throw e;
    } catch (IllegalStateException e) {
      audit(order, "refused", String.valueOf(e.getMessage()));
      throw new Refused(CONFLICT, String.valueOf(e.getMessage()));
    } catch (KafkaException e) {
      throw Refused.notReady("Kafka did not take it: " + e.getMessage() + "; try again");
    }
  }

  private void audit(Order order, String outcome, String detail) throws InterruptedException {
    String task = order.textOrNull("task");
    AuditRecord record =
        AuditRecord.newBuilder()
            .setActedAt(ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant()))
            .setPerson(order.person())
            .setAction(order.action())
            .setTask(task)
            .setArguments(order.arguments())
            .setOutcome(outcome)
            .setDetail(detail)
            .build();
    LOG.info(
        "event=control action={} task={} person=\"{}\" outcome={}",
        order.action(),
        task,
        order.person(),
        outcome);
    kafka.write(kafka.topics().audit(), task == null ? order.action() : task, record);
  }

  private String act(Order order) throws InterruptedException {
    return switch (order.action()) {
      case "promote" -> promote(order);
      case "rollback" -> rollback(order);
      case "unpin" -> unpin(order);
      case "pause" -> training(order, Training.PAUSED, "training waits");
      case "resume" -> training(order, Training.RUNNING, "training goes on");
      default -> replay(order);
    };
  }

  private AliasWriter aliases(Order order) {
    return new AliasWriter(kafka, clock, order.person());
  }

  private String promote(Order order) throws InterruptedException {
    String task = order.text("task");
    long version = ModelLog.read(kafka).require(task, order.number("version")).getVersion();
    aliases(order).set(task, version, Hold.PINNED, order.reasonOr("promoted from the dashboard"));
    return "version " + version + " answers, pinned until it is unpinned";
  }

  private String rollback(Order order) throws InterruptedException {
    String task = order.text("task");
    ModelLog log = ModelLog.read(kafka);
    long from = log.champion(task);
    long before = log.championBefore(task);
    aliases(order)
        .set(task, before, Hold.PINNED, order.reasonOr("rolled back from version " + from));
    return "version " + before + " answers again, pinned until it is unpinned";
  }

  private String unpin(Order order) throws InterruptedException {
    String task = order.text("task");
    ModelLog log = ModelLog.read(kafka);
    long champion = log.require(task, log.champion(task)).getVersion();
    aliases(order).set(task, champion, Hold.FREE, order.reasonOr("unpinned from the dashboard"));
    return "version " + champion + " answers until the gate decides otherwise";
  }

  private String training(Order order, Training training, String what) throws InterruptedException {
    String task = order.text("task");
    ModelLog.read(kafka).requireTask(task);
    new PauseWriter(kafka, clock, order.person())
        .set(task, training, order.reasonOr(what + ", from the dashboard"));
    return what;
  }

  private String replay(Order order) throws InterruptedException {
    if (order.has("group")) {
      return sendAgain(ofGroup(order.text("group")));
    }
    long partition = order.number("partition");
    Letters.Found found =
        letters.find((int) Math.min(Integer.MAX_VALUE, partition), order.number("offset"));
    return sendAgain(List.of(new LetterReplay(kafka).of(found.letter(), found.place())));
  }

  private List<LetterReplay.Outcome> ofGroup(String group) {
    LetterReplay replay = new LetterReplay(kafka);
    RecordReader reader = new RecordReader();
    List<LetterReplay.Outcome> outcomes = new ArrayList<>();
    new TopicReader(kafka)
        .read(
            kafka.topics().deadLetters(),
            place -> {
              if (reader.read(place.value()) instanceof DeadLetter letter
                  && outcomes.size() < MOST_LETTERS
                  && Reasons.of(letter).equals(group)) {
                outcomes.add(replay.of(letter, place));
              }
            });
    if (outcomes.isEmpty()) {
      throw Refused.notFound("no dead letter of group '" + group + "' is left");
    }
    return outcomes;
  }

  private String sendAgain(List<LetterReplay.Outcome> outcomes) throws InterruptedException {
    List<Future<?>> sends = new ArrayList<>();
    String stays = "";
    try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
      for (LetterReplay.Outcome outcome : outcomes) {
        if (outcome instanceof LetterReplay.Again again) {
          sends.add(producer.send(again.record()));
        } else if (outcome instanceof LetterReplay.Stays left) {
          stays = left.reason();
        }
      }
      for (Future<?> send : sends) {
        send.get();
      }
    } catch (ExecutionException e) {
      throw Refused.notReady("Kafka did not take every letter: " + e.getCause().getMessage());
    }
    if (sends.isEmpty()) {
      throw new Refused(CONFLICT, "nothing was sent again: " + stays);
    }
    int left = outcomes.size() - sends.size();
    return sends.size() + " sent again" + (left == 0 ? "" : ", " + left + " left: " + stays);
  }
}
