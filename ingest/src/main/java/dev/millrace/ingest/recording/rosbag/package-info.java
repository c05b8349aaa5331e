/**
 * Recordings of ROS 1: bag files, version 2.0, by the format's page in the ROS wiki
 * (wiki.ros.org/Bags/Format/2.0).
 *
 * <p>Start at {@link dev.millrace.ingest.recording.rosbag.RosbagFormat}. {@code RosbagIndex} reads
 * the chunk infos at the end of a file; where they are missing, {@code RosbagScan} walks through
 * it. Both give a {@code RosbagMap}, whose chunks {@code RosbagLoader} reads.
 */
@NullMarked
package dev.millrace.ingest.recording.rosbag;

import org.jspecify.annotations.NullMarked;
