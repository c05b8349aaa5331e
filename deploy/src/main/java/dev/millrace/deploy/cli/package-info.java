/**
 * The {@code millrace} command line: one file a command.
 *
 * <p>{@link dev.millrace.deploy.cli.Millrace} is the entry point. A command parses its options,
 * opens Kafka through {@code KafkaOptions}, and writes to the command line's writer: a table for
 * people, JSON lines with {@code --json}. Exit codes: 0 done, 1 failed, 2 wrong use.
 */
@NullMarked
package dev.millrace.deploy.cli;

import org.jspecify.annotations.NullMarked;
