/**
 * Tracking: boxes of one source get the number of their object, which stays from frame to frame.
 * Enter at {@link dev.millrace.inference.track.TrackStream}, which wires; {@code TrackOperator}
 * holds state and markers, {@code TrackedSources} the sources, and plain {@code SourceTracks}
 * decides for one of them: {@code BoxMotion} says where each track is to be expected, {@code
 * Assignment} which box is which track.
 */
@NullMarked
package dev.millrace.inference.track;

import org.jspecify.annotations.NullMarked;
