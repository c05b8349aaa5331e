package dev.millrace.deploy.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.deploy.blob.BlobSweep;
import dev.millrace.schemas.blob.BlobStore;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what the blob store holds, and removes what no record can name any more. */
@Command(
    name = "blobs",
    description = "Show what a store of large pictures holds; with --sweep, remove what is unused.",
    mixinStandardHelpOptions = true)
final class BlobsCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Mixin private BlobOptions blobs = new BlobOptions();

  @Option(names = "--sweep", description = "Remove the unused ones.")
  private boolean sweep;

  @Option(
      names = "--margin",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "How much older than the topics' retention an unused blob is (default: 1d).")
  private Duration margin = BlobSweep.DEFAULT_MARGIN;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  BlobsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws Exception {
    BlobStore store = blobs.open(surroundings.clock());
    if (store == null) {
      throw blobs.usage("--blobs is missing; name the store");
    }
    try (store;
        KafkaOptions.Open open = kafka.open(surroundings.home())) {
      BlobSweep all = new BlobSweep(store, open.kafka(), margin);
      BlobSweep.Found found = all.look(surroundings.clock());
      print(found, sweep ? all.remove(found) : 0);
    }
    return 0;
  }

  private void print(BlobSweep.Found found, long removed) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(
          JsonNodeFactory.instance
              .objectNode()
              .put("held", found.held())
              .put("heldBytes", found.heldBytes())
              .put("oldButNamed", found.named())
              .put("unused", found.unused().size())
              .put("unusedBytes", found.unusedBytes())
              .put("removed", removed));
    } else {
      Table table = new Table("BLOBS", "COUNT", "BYTES");
      table.row("held", Long.toString(found.held()), Long.toString(found.heldBytes()));
      table.row("old, still named", Long.toString(found.named()), "");
      table.row(
          "unused", Integer.toString(found.unused().size()), Long.toString(found.unusedBytes()));
      table.row("removed", Long.toString(removed), "");
      table.print(out);
    }
    out.flush();
  }
}
