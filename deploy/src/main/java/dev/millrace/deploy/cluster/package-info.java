/**
 * Jobs on a Flink cluster that runs elsewhere.
 *
 * <p>{@link dev.millrace.deploy.cluster.RemoteFlink} submits to a session cluster over REST: {@code
 * SessionCluster} checks that the cluster answers, fits and has room, {@code JobJars} finds what
 * travels with a job, {@code RemoteJob} follows it. What a cluster must have in its own {@code lib}
 * folder is told in {@code deploy/flink/README.md}.
 */
@NullMarked
package dev.millrace.deploy.cluster;

import org.jspecify.annotations.NullMarked;
