/**
 * What a decoded record must fulfil. Entry point: {@link dev.millrace.ingest.rule.Rules}, a table
 * of one row a rule; {@code Content → Rules → the same content, or a Rejection}.
 */
@NullMarked
package dev.millrace.ingest.rule;

import org.jspecify.annotations.NullMarked;
