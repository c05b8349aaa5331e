/**
 * The whole loop from recording to report on real servers: results repeat, every record is
 * accounted for, and a killed process loses and doubles nothing.
 *
 * <p>{@link dev.millrace.deploy.loop.SmallFeeds} makes recordings and task files, {@link
 * dev.millrace.deploy.loop.SmallLoop} plays them until they have drained, {@link
 * dev.millrace.deploy.loop.Results} reads what is then on the topics.
 */
@NullMarked
package dev.millrace.deploy.loop;

import org.jspecify.annotations.NullMarked;
