/** A real browser for tests of pages: {@code Chromium} opens it, {@code Axe} judges a page. */
@NullMarked
package dev.millrace.deploy.browser;

import org.jspecify.annotations.NullMarked;
