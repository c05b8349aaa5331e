/**
 * What a person may do from the page, each with a record of who did what.
 *
 * <p>Start at {@link dev.millrace.dashboard.control.Control}: an {@link
 * dev.millrace.dashboard.control.Order} becomes an alias, a training control or letters that are
 * sent again, and an audit record either way. {@link dev.millrace.dashboard.control.Token} says who
 * may.
 */
@NullMarked
package dev.millrace.dashboard.control;

import org.jspecify.annotations.NullMarked;
