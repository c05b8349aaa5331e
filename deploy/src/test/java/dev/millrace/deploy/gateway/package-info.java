/** Gateways from a sender to {@code events.*}, with real brokers on both sides. */
@NullMarked
package dev.millrace.deploy.gateway;

import org.jspecify.annotations.NullMarked;
