import { MillraceError } from '../core/index.ts';

/** Errors with BadData unless pictures have the classes of the model, in its order. */
export function checkVocab(model: readonly string[], pictures: readonly string[]): void {
  if (model.length === pictures.length && model.every((name, i) => name === pictures[i])) return;
  throw new MillraceError({
    _tag: 'BadData',
    where: 'the classes of the pictures',
    expected: `those of the model: ${model.join(', ')}`,
    received: pictures.join(', '),
    advice: 'Use the pictures that the model was trained on, or a folder that has the same class folders.',
  });
}
