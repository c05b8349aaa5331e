/**
 * The dashboard: what the models see, whether they are right, and what the trainer changed.
 *
 * <p>Start at {@link dev.millrace.dashboard.Dashboard}, which listens and, once there is a Kafka,
 * starts the views ({@code view}, Kafka Streams), the live events ({@code live}) and answers from
 * them ({@code query}) at the routes of {@code http}.
 */
@NullMarked
package dev.millrace.dashboard;

import org.jspecify.annotations.NullMarked;
