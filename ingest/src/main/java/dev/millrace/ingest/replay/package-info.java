/**
 * Recordings that are played.
 *
 * <p>Start at {@link dev.millrace.ingest.replay.Recording} for the files of one feed, and at {@link
 * dev.millrace.ingest.replay.Playbill} for recordings of several topics: it finds out what is
 * played, and its {@link dev.millrace.ingest.replay.Player} merges, reads ahead and hands each
 * message to the source of its feed when the {@link dev.millrace.ingest.replay.ReplayClock} says
 * so.
 */
@NullMarked
package dev.millrace.ingest.replay;

import org.jspecify.annotations.NullMarked;
