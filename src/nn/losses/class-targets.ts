import { at, brokenInvariant, MillraceError, type Targets } from '../../core/index.ts';
import type { Tensor2D } from '../../engine/index.ts';
import { oneClassTargets, type OneClassTargets } from '../scores/targets-of.ts';

/**
 * Returns the targets of a loss for images with one class each, once there is one per row of logits of a shape, and one column
 * per class. Throws BadOption for other targets, and BrokenInvariant if their numbers differ.
 */
export function classTargets(shape: Tensor2D['shape'], given: Targets): OneClassTargets {
  const targets = oneClassTargets(given, 'loss');
  const [count, outputs] = shape;
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
  return targets;
}
