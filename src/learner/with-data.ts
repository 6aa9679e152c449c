import { concatMap } from 'rxjs';
import type { ImageData } from './image-data.ts';
import { loadedData } from './loaded-data.ts';
import { phaseEnded, type Phase } from './phase.ts';

/**
 * Returns a phase that continues with other data, for progressive resizing: fastai's `learn.dls = …`.
 *
 * Errors with BadData if the classes differ.
 *
 * @category Phases
 */
export const withData =
  (data: ImageData): Phase =>
  (context) => {
    const { world, rng, files } = context;
    return loadedData(data, { world, rng, vocab: files.vocab }).pipe(
      concatMap((loaded) => phaseEnded({ ...context, ...loaded })),
    );
  };
