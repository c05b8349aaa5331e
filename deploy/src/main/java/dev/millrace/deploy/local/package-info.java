/**
 * Local mode: the servers that a cluster would bring, inside this JVM.
 *
 * <p>{@link dev.millrace.deploy.local.LocalBroker} is a real Kafka broker on loopback whose data
 * survive a restart; {@link dev.millrace.deploy.local.LocalFlink} is a Flink cluster that jobs are
 * submitted to. Nothing here knows tasks or models; what runs on these servers is the code that
 * runs on a cluster.
 */
@NullMarked
package dev.millrace.deploy.local;

import org.jspecify.annotations.NullMarked;
