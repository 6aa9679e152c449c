import { imageCount } from '../../core/index.ts';
import { stopOnSkipped } from '../../metrics/index.ts';
import type { Hook } from '../hook.ts';

/** Ends the run with an error if more than half of the images are unusable. Every fit has this hook. */
export const skippedLimit: Hook = {
  name: 'skippedLimit',
  epochs: ({ files, skippedBefore }) => stopOnSkipped({ total: imageCount(files), earlier: skippedBefore }),
};
