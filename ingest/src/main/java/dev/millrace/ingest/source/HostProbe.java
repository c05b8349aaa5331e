package dev.millrace.ingest.source;

import java.util.List;

/** Reads what this host is doing. */
interface HostProbe {

  /** Channels of a sample, in order: percent, percent, then bytes a second. */
  List<String> CHANNELS = List.of("cpu", "memory", "disk_read", "disk_write", "net_in", "net_out");

  /** One value a channel; the rates are over the time since the last sample. */
  double[] sample();
}
