/**
 * Reads YAML carefully: every error of a file at once, each with its line and key.
 *
 * <p>Start at {@link dev.millrace.schemas.yaml.YamlDocument}, which turns text into a {@link
 * dev.millrace.schemas.yaml.YamlValue}. Typed access on it and on {@link
 * dev.millrace.schemas.yaml.YamlMap} puts what is wrong into {@link
 * dev.millrace.schemas.yaml.Problems} and goes on with a harmless stand-in, so whoever reads must
 * look at the problems before using the result.
 */
@NullMarked
package dev.millrace.schemas.yaml;

import org.jspecify.annotations.NullMarked;
