package dev.millrace.trainer.learner;

import dev.millrace.schemas.avro.ModelVersion;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** Keeps what a learner writes. */
final class Recorder implements LearnerOutput {

  final List<SpecificRecord> records = new ArrayList<>();
  final List<Long> retired = new ArrayList<>();

  @Override
  public void write(SpecificRecord record) {
    records.add(record);
  }

  @Override
  public void retire(long version) {
    retired.add(version);
  }

  <T extends SpecificRecord> List<T> all(Class<T> type) {
    return records.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** Version numbers with their hashes. */
  List<String> hashes() {
    return all(ModelVersion.class).stream()
        .map(version -> version.getVersion() + " " + version.getHash())
        .toList();
  }
}
