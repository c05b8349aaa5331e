/**
 * What the dashboard costs with many pages, and what a page costs its browser.
 *
 * <p>Start at {@link dev.millrace.bench.dashboard.DashboardLoad}: a broker with a {@link
 * dev.millrace.bench.dashboard.SteadyStream} here, the dashboard in a {@link
 * dev.millrace.bench.dashboard.DashboardProcess} of its own, and {@link
 * dev.millrace.bench.dashboard.EventReaders} in place of pages.
 */
@NullMarked
package dev.millrace.bench.dashboard;

import org.jspecify.annotations.NullMarked;
