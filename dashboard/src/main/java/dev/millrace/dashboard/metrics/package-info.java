/**
 * Figures for Prometheus.
 *
 * <p>{@link dev.millrace.dashboard.metrics.Exposition} writes the {@link
 * dev.millrace.dashboard.metrics.Figure}s of every part that gives some ({@link
 * dev.millrace.dashboard.metrics.Figures}), and those of the virtual machine.
 */
@NullMarked
package dev.millrace.dashboard.metrics;

import org.jspecify.annotations.NullMarked;
