/**
 * Answers from the state stores.
 *
 * <p>{@link dev.millrace.dashboard.query.Views} asks a {@link
 * dev.millrace.dashboard.query.StateReader} for the entries of a {@link
 * dev.millrace.dashboard.query.Slice} and adds up those of equal keys, whichever partition or
 * instance they come from.
 */
@NullMarked
package dev.millrace.dashboard.query;

import org.jspecify.annotations.NullMarked;
