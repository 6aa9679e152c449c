/** How the option `valid` divides the images. */
export type ValidOption =
  | { readonly by: 'auto' | 'folders' }
  /** A fraction of each class, or of all images as fastai draws it. */
  | { readonly by: 'class' | 'random'; readonly fraction: number }
  | { readonly by: 'list'; readonly path: string };

const RANDOM = 'random:';

/** Parses the option `valid`. A fraction that is no number is NaN. */
export function parseValid(valid: string): ValidOption {
  if (valid === 'auto' || valid === 'folders') return { by: valid };
  if (valid.startsWith(RANDOM)) return { by: 'random', fraction: Number(valid.slice(RANDOM.length) || NaN) };
  return Number.isNaN(Number(valid)) ? { by: 'list', path: valid } : { by: 'class', fraction: Number(valid) };
}
