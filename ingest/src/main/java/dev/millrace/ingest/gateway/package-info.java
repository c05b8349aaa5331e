/**
 * The way in for devices: what takes events from others and writes them to {@code raw.<feed>}.
 *
 * <p>Start at {@link dev.millrace.ingest.gateway.Gateways}, the table of gateways by format. A
 * message flows: broker → {@code MqttConnection} (session, reconnects) → {@code MqttRecords}
 * (headers) → Kafka → acknowledgement to the broker.
 *
 * <p>A gateway makes no ids and no markers: only the sender knows which event is which, and nobody
 * knows what a device still holds back.
 */
@NullMarked
package dev.millrace.ingest.gateway;

import org.jspecify.annotations.NullMarked;
