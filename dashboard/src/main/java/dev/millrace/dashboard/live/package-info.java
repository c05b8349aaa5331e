/**
 * What happens now, sent to every page that listens.
 *
 * <p>{@code Follower} reads the topics from their ends and makes {@code LiveEvent}s; {@link
 * dev.millrace.dashboard.live.Hub} gives each to the {@link
 * dev.millrace.dashboard.live.LiveClient}s whose {@link dev.millrace.dashboard.live.LiveFilter} it
 * passes. A client has a bounded queue and is written to without blocking: a slow one loses its
 * oldest events and holds up nobody. {@link dev.millrace.dashboard.live.Pictures} holds the newest
 * pictures.
 */
@NullMarked
package dev.millrace.dashboard.live;

import org.jspecify.annotations.NullMarked;
