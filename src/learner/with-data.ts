import { defer, ignoreElements, tap } from 'rxjs';
import type { ImageData } from './image-data.ts';
import { loadedData } from './loaded-data.ts';
import type { Phase } from './phase.ts';

/**
 * Returns a phase that continues with other data, for progressive resizing: fastai's `learn.dls = …`.
 *
 * Errors with BadData if the classes differ.
 *
 * @category Phases
 */
export const withData = (data: ImageData): Phase => ({
  name: 'withData',
  kind: 'data',
  epochs: 0,
  run: (context) =>
    defer(() => {
      const { world, rng, files } = context;
      return loadedData(data, { world, rng, vocab: files.vocab }).pipe(
        tap((loaded) => Object.assign(context, loaded)),
        ignoreElements(),
      );
    }),
});
