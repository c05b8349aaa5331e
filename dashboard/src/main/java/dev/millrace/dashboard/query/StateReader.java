package dev.millrace.dashboard.query;

import java.util.List;

/** Reads entries of the state stores. */
@FunctionalInterface
public interface StateReader {

  /**
   * All entries of a slice, in no particular order; those of several partitions may have equal
   * keys.
   *
   * @throws Refused with 503 while a store is being moved or restored
   */
  List<Entry> read(Slice slice);
}
