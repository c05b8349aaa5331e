/**
 * Differential privacy of the weights.
 *
 * <p>Start at {@link dev.millrace.trainer.privacy.PrivateGradients}: it clips each example's
 * gradient and adds {@link dev.millrace.trainer.privacy.GaussianNoise}. {@link
 * dev.millrace.trainer.privacy.PrivacyLedger} is what was spent, {@link
 * dev.millrace.trainer.privacy.Accountant} says what that means as epsilon at delta.
 */
@NullMarked
package dev.millrace.trainer.privacy;

import org.jspecify.annotations.NullMarked;
