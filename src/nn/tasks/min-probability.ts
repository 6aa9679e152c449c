/** The smallest normal float32: the loss of a probability rounded to 0 stays finite. */
export const MIN_PROBABILITY = 2 ** -126;
