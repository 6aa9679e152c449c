/** See {@link dropout}. */
export interface DropoutSpec {
  readonly kind: 'dropout';
  readonly probability: number;
}

/**
 * Returns a layer that, in training, zeroes each value with the given probability and divides the others by 1 −
 * probability (Srivastava et al., 2014). Accepts any shape; in evaluation mode it changes nothing.
 *
 * @param probability 0 to below 1
 * @category Layers
 */
export const dropout = (probability: number): DropoutSpec => ({ kind: 'dropout', probability });
