import { at, brokenInvariant, MillraceError, type Targets } from '../../core/index.ts';
import type { Tensor2D } from '../../engine/index.ts';

/** Throws BrokenInvariant unless there is one target per row of the logits, and one column per class. */
export function checkTargets(logits: Tensor2D, targets: Targets): void {
  const [count, outputs] = logits.shape;
  const lists = targets._tag === 'ClassTargets' ? [targets.classes] : [targets.classes, targets.others];
  const weights = targets._tag === 'ClassTargets' ? [] : [targets.weights];
  const wrong = [...lists, ...weights].find(({ length }) => length !== count);
  if (wrong !== undefined)
    throw new MillraceError(
      brokenInvariant('loss', `${count} targets, one per row of logits`, `${wrong.length}`),
    );
  for (const classes of lists) {
    const outside = classes.findIndex((index) => !(index >= 0 && index < outputs));
    if (outside >= 0)
      throw new MillraceError(
        brokenInvariant(
          'loss',
          `class indices in 0..${outputs - 1} (the network has ${outputs} outputs)`,
          `${at(classes, outside)} for image ${outside} of the batch`,
        ),
      );
  }
}
