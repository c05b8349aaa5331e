package dev.millrace.deploy.cli;

import dev.millrace.schemas.avro.ModelAlias;
import dev.millrace.schemas.topic.AliasWriter;
import dev.millrace.schemas.topic.KafkaAccess;
import java.io.PrintWriter;
import picocli.CommandLine.Mixin;

/** What the commands share that set an alias by hand. */
final class AliasOptions {

  @Mixin private DecisionOptions decision = new DecisionOptions();

  AliasWriter writer(KafkaAccess kafka, Surroundings surroundings) {
    return new AliasWriter(kafka, surroundings.clock(), decision.person());
  }

  String reasonOr(String otherwise) {
    return decision.reasonOr(otherwise);
  }

  void print(ModelAlias alias, PrintWriter out) {
    String hold =
        alias.getPinned()
            ? ", pinned until `millrace models unpin`"
            : "; the gate decides from here on";
    decision.print(
        alias, alias.getTask() + ": version " + alias.getChampion() + " answers" + hold, out);
  }
}
