/** The dashboard on the embedded broker, asked as a browser would. */
@org.jspecify.annotations.NullMarked
package dev.millrace.deploy.dashboard;
