/**
 * The inference job: wiring only.
 *
 * <p>Start at {@link dev.millrace.inference.job.InferenceJob}: for each task events → (windows) →
 * operator, with the model topics broadcast to all operators; all predictions, features and dead
 * letters leave by one sink for each delivery guarantee.
 */
@NullMarked
package dev.millrace.inference.job;

import org.jspecify.annotations.NullMarked;
