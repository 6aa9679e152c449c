import { badData, MillraceError } from '../core/index.ts';

/** Errors with BadData unless images have the classes of the model, in its order. */
export function checkVocab(model: readonly string[], images: readonly string[]): void {
  if (model.length === images.length && model.every((name, i) => name === images[i])) return;
  throw new MillraceError(
    badData(
      'the classes of the images',
      `those of the model: ${model.join(', ')}`,
      images.join(', '),
      'Use the images that the model was trained on, or a folder that has the same class folders.',
    ),
  );
}
