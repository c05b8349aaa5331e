/** What clients of HTTP services share: {@link dev.millrace.schemas.http.LimitedBody}. */
@NullMarked
package dev.millrace.schemas.http;

import org.jspecify.annotations.NullMarked;
