package dev.millrace.deploy.cli;

import dev.millrace.deploy.local.StateHome;
import java.time.InstantSource;

/**
 * What a command gets from the process it runs in.
 *
 * @param home where runs keep their state
 * @param clock the time
 * @param stop tells when to end
 */
public record Surroundings(StateHome home, InstantSource clock, StopSignal stop) {}
