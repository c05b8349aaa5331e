/**
 * The way in by HTTP: posts become records of {@code raw.<feed>} and {@code raw.labels}.
 *
 * <p>Start at {@link dev.millrace.ingest.http.HttpGateway}, which wires. A post passes {@code
 * Tokens}, takes its bytes from the {@code ByteBudget}, is cut into {@code Post}s by {@code
 * PostReader}, and is answered when {@code PostWriter} has Kafka's acknowledgements.
 */
@NullMarked
package dev.millrace.ingest.http;

import org.jspecify.annotations.NullMarked;
