/**
 * The HTTP server: routes, the page, and what guards them.
 *
 * <p>{@link dev.millrace.dashboard.http.Api} is the table of routes over what a {@link
 * dev.millrace.dashboard.http.Source} has; {@link dev.millrace.dashboard.http.HttpServer} listens,
 * with the headers and checks of {@code Guard}.
 */
@NullMarked
package dev.millrace.dashboard.http;

import org.jspecify.annotations.NullMarked;
