import { EMPTY } from 'rxjs';
import type { ImageData } from './image-data.ts';
import type { Phase } from './phase.ts';

/** Goes on with other data (fastai's `learn.dls = …`): progressive resizing. The classes must be the same. */
export const withData = (data: ImageData): Phase => ({
  metrics: () => EMPTY,
  next: (context) => ({ ...context, data }),
});
