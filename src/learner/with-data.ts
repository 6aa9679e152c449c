import { concatMap } from 'rxjs';
import type { ImageData } from './image-data.ts';
import { loadedData } from './loaded-data.ts';
import { handOver, type Phase } from './phase.ts';

/**
 * Goes on with other data (fastai's `learn.dls = …`): progressive resizing. Errors with BadData where the classes are
 * not the same.
 */
export const withData =
  (data: ImageData): Phase =>
  (context) => {
    const { world, rng, files } = context;
    return loadedData(data, { world, rng, vocab: files.vocab }).pipe(
      concatMap((loaded) => handOver({ ...context, ...loaded })),
    );
  };
