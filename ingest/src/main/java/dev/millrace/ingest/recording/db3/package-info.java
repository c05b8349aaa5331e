/**
 * Recordings of ROS 2 in SQLite, as rosbag2 writes them.
 *
 * <p>Start at {@link dev.millrace.ingest.recording.db3.Db3Format}.
 */
@NullMarked
package dev.millrace.ingest.recording.db3;

import org.jspecify.annotations.NullMarked;
