import type { Comparison } from '../src/index.ts';

/** Imagenette's class folders: WordNet IDs. */
const imagenette: readonly string[] = [
  ...['n01440764', 'n02102040', 'n02979186', 'n03000684', 'n03028079'],
  ...['n03394916', 'n03417042', 'n03425413', 'n03445777', 'n03888257'],
];

const bookResult = (accuracy: number, setup: string): Comparison => ({
  source: `the book, xresnet50 at ${setup}`,
  accuracy,
  classes: imagenette,
});

/** The book's results, all on Imagenette. */
export const book = {
  baseline: bookResult(0.825243, '224 px'),
  normalized: bookResult(0.87528, '224 px, after its baseline'),
  progressive: bookResult(0.868185, '224 px'),
  tta: bookResult(0.869305, '224 px, after progressive resizing'),
  mixup: bookResult(0.922704, '128 px, 46 epochs'),
  labelSmoothing: bookResult(0.82711, '224 px'),
} as const;
