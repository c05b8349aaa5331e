package dev.millrace.bench;

/**
 * How fast a pass went.
 *
 * @param whole from the first record sent to the last prediction that a committed reader sees
 * @param steady texts a second between the first and the last tenth of the predictions, by append
 *     time
 * @param drained from the first record sent until all has left the trainer too, committed; as
 *     {@code whole} where nothing is trained
 */
record PipelineRate(Rate whole, double steady, Rate drained) {}
