package dev.millrace.dashboard.query;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsMetadata;
import org.apache.kafka.streams.state.HostInfo;

/**
 * The stores of all instances: this one's own, and the rest from those that hold them.
 *
 * @param streams knows who holds what
 * @param self this instance
 * @param local its own stores
 * @param peers ask the others
 */
public record AllState(KafkaStreams streams, HostInfo self, StateReader local, Peers peers)
    implements StateReader {

  @Override
  public List<Entry> read(Slice slice) {
    List<Entry> found = new ArrayList<>();
    boolean held = false;
    for (StreamsMetadata instance : holders(slice.store())) {
      // Standby copies are named too; what is active is read once.
      if (!instance.stateStoreNames().contains(slice.store())) {
        continue;
      }
      held = true;
      HostInfo host = instance.hostInfo();
      found.addAll(
          host.equals(self) ? local.read(slice) : peers.read(host.host(), host.port(), slice));
    }
    if (!held) {
      throw Refused.notReady(
          "nobody holds store "
              + slice.store()
              + " yet, the views are "
              + streams.state()
              + "; ask again in a second");
    }
    return found;
  }

  private Collection<StreamsMetadata> holders(String store) {
    try {
      return streams.streamsMetadataForStore(store);
    } catch (IllegalStateException e) {
      // Before the first start and after the end.
      return List.of();
    }
  }
}
