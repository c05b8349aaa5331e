/**
 * The way in for devices: what takes events from others and writes them to {@code raw.<feed>}.
 *
 * <p>Start at {@link dev.millrace.ingest.gateway.Gateways}, the table of gateways by format. A
 * message flows: broker → {@code MqttConnection} (session, reconnects) → {@code MqttRecords}
 * (headers) → Kafka → acknowledgement to the broker.
 *
 * <p>Records of other topics flow: {@code KafkaFlow} (poll, commit) → {@code CopiedRecords}
 * (headers; {@code FieldsReader} by content) → Kafka → commit.
 *
 * <p>A gateway of devices makes no ids and no markers: only the sender knows which event is which,
 * and nobody knows what a device still holds back. In a topic a record's place names it, and what
 * is still to be read is known.
 */
@NullMarked
package dev.millrace.ingest.gateway;

import org.jspecify.annotations.NullMarked;
