/**
 * What a network recognizes, as plain data: a part of the description of a saved model.
 *
 * @category Tasks
 */
export type TaskDescription =
  /** One class per image. */
  | { readonly kind: 'single-label' }
  /** Any number of labels per image: those whose probability exceeds the threshold, 0..1. */
  | { readonly kind: 'multi-label'; readonly threshold: number };
