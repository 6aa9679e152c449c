import { MillraceError, brokenInvariant, type Targets } from '../../core/index.ts';
import type { Tensor2D } from '../../engine/index.ts';

/** Errors with BrokenInvariant unless there is a class for each row of the logits, and a column for each class. */
export function checkTargets(logits: Tensor2D, targets: Targets): void {
  const [count, outputs] = logits.shape;
  const all =
    targets._tag === 'ClassTargets' ? [targets.classes] : [targets.classes, targets.others, targets.weights];
  const wrong = all.find(({ length }) => length !== count);
  if (wrong !== undefined)
    throw new MillraceError(
      brokenInvariant('loss', `targets of ${count} images, as there are rows of logits`, `${wrong.length}`),
    );
  for (const classes of targets._tag === 'ClassTargets'
    ? [targets.classes]
    : [targets.classes, targets.others]) {
    const outside = classes.findIndex((index) => !(index >= 0 && index < outputs));
    if (outside >= 0)
      throw new MillraceError(
        brokenInvariant(
          'loss',
          `class indices in 0..${outputs - 1}, as the network has ${outputs} outputs`,
          `${classes[outside] ?? ''} for image ${outside} of the batch`,
        ),
      );
  }
}
