package dev.millrace.trainer.learner;

import dev.millrace.schemas.avro.ModelVersion;
import java.io.Serializable;
import java.util.Optional;

/** Finds published versions, for when a person makes one of them champion. */
@FunctionalInterface
public interface VersionSource extends Serializable {

  /** The version of that number, if it is still kept. */
  Optional<ModelVersion> find(long version);
}
