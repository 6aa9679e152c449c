import { badData, MillraceError } from '../core/index.ts';

/** Throws BadData unless the images have the classes of the model, in the same order. */
export function checkVocab(model: readonly string[], images: readonly string[]): void {
  if (model.length === images.length && model.every((name, i) => name === images[i])) return;
  throw new MillraceError(
    badData(
      'the classes of the images',
      `the classes of the model: ${model.join(', ')}`,
      images.join(', '),
      'Use the images that the model was trained on, or a folder with the same class folders.',
    ),
  );
}
