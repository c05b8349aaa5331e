/**
 * Predictions as pictures.
 *
 * <p>Start at {@link dev.millrace.deploy.draw.DrawnPredictions}: it reads the pictures behind
 * predictions of boxes from the topics, and {@code BoxPictures} draws what was found.
 */
@NullMarked
package dev.millrace.deploy.draw;

import org.jspecify.annotations.NullMarked;
