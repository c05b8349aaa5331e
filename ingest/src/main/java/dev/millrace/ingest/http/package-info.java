/**
 * The way in by HTTP and WebSocket: posts and messages become records of {@code raw.<feed>} and
 * {@code raw.labels}.
 *
 * <p>Start at {@link dev.millrace.ingest.http.HttpGateway}, which wires. A post passes {@code
 * Tokens}, takes its bytes from the {@code ByteBudget}, is cut into {@code Post}s by {@code
 * PostReader}, and is answered when {@code PostWriter} has Kafka's acknowledgements. A WebSocket
 * comes by {@code SocketDoor}; each of its messages takes the same way through {@code Postings}.
 */
@NullMarked
package dev.millrace.ingest.http;

import org.jspecify.annotations.NullMarked;
