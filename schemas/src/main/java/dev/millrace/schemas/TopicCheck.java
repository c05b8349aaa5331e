package dev.millrace.schemas;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Whether an existing topic can be used. Accepted is what only changes speed or how long records
 * are kept: another number of partitions on topics that scale (results do not depend on it),
 * another retention, a larger message size, another replication. Refused is what loses or mixes up
 * records.
 */
final class TopicCheck {

  private TopicCheck() {}

  /**
   * What makes a topic unfit; empty where it can be used.
   *
   * @param wanted the topic as it should be
   * @param partitions its number of partitions
   * @param setting its settings by Kafka's names
   */
  static List<String> faults(Topics.Spec wanted, int partitions, UnaryOperator<String> setting) {
    List<String> faults = new ArrayList<>();
    if (wanted.layout() == Topics.Layout.SEQUENCE && partitions != 1) {
      faults.add(
          wanted.name()
              + " has "
              + partitions
              + " partitions but must have 1, since its records are one sequence;"
              + " delete it or use another prefix");
    }
    String cleanup = setting.apply("cleanup.policy");
    String wantedCleanup = wanted.config().get("cleanup.policy");
    if (!wantedCleanup.equals(cleanup)) {
      faults.add(change(wanted, "cleanup.policy", cleanup, wantedCleanup, whyCleanup(wanted)));
    }
    String time = setting.apply("message.timestamp.type");
    if (!"LogAppendTime".equals(time)) {
      faults.add(
          change(
              wanted,
              "message.timestamp.type",
              time,
              "LogAppendTime",
              "else retention deletes recordings because they are old"));
    }
    String bytes = setting.apply("max.message.bytes");
    if (Long.parseLong(bytes) < wanted.maxMessageBytes()) {
      faults.add(
          change(
              wanted,
              "max.message.bytes",
              bytes,
              Integer.toString(wanted.maxMessageBytes()),
              "else large records are refused"));
    }
    return faults;
  }

  private static String whyCleanup(Topics.Spec wanted) {
    return wanted.cleanup() == Topics.Cleanup.COMPACT
        ? "else the newest record of a key is deleted by age"
        : "else all but the newest record of a key are lost";
  }

  private static String change(
      Topics.Spec topic, String setting, String found, String wanted, String why) {
    return topic.name()
        + " has "
        + setting
        + "="
        + found
        + " but must have "
        + wanted
        + ", "
        + why
        + "; run kafka-configs --alter --entity-type topics --entity-name "
        + topic.name()
        + " --add-config "
        + setting
        + "="
        + wanted;
  }
}
