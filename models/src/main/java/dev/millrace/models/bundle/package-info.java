/**
 * Model bundles: manifest, model files, tokenizer and labels as one value with one digest.
 *
 * <p>Start at {@link dev.millrace.models.bundle.BundleLoader}: a task's bundle, built in ({@link
 * dev.millrace.models.bundle.BuiltInBundles}), from a folder or inline, becomes a {@link
 * dev.millrace.models.bundle.ModelBundle}. To a cluster it travels as one archive ({@link
 * dev.millrace.models.bundle.BundleArchive}), named by a {@link
 * dev.millrace.models.bundle.BundleRef}. {@link dev.millrace.models.bundle.TaskModel} makes of task
 * and bundle what both jobs run: backbone, head and version 0.
 */
@NullMarked
package dev.millrace.models.bundle;

import org.jspecify.annotations.NullMarked;
