package dev.millrace.ingest.gateway;

import dev.millrace.ingest.source.Inflow;

/** A connection to where others send a feed's events; made, but nothing taken from it yet. */
public interface Gateway extends AutoCloseable {

  /** Name of the feed that it fills. */
  String feed();

  /** Lets what arrives flow to {@code raw.<feed>}. */
  Inflow into(RawOutlet outlet);

  /** Gives up a gateway that no inflow has taken over. */
  @Override
  void close();
}
