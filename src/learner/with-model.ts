import { concatMap, type Observable } from 'rxjs';
import { MillraceError, type SavedModel } from '../core/index.ts';
import { handOver, type Phase } from './phase.ts';

/**
 * Goes on with the weights of a model that was trained before (fastai's `learn.load`). Errors with BadData where it is
 * of another network or of other classes.
 */
export const withModel =
  (model$: Observable<SavedModel>): Phase =>
  (context) =>
    model$.pipe(
      concatMap(({ description, weights }) => {
        const { vocab } = context.files;
        if (description.vocab.join('\n') !== vocab.join('\n'))
          throw new MillraceError({
            _tag: 'BadData',
            where: 'the classes of the pictures',
            expected: `those of the model: ${description.vocab.join(', ')}`,
            received: vocab.join(', '),
            advice:
              'Use the pictures that the model was trained on, or a folder that has the same class folders.',
          });
        context.model.load(weights);
        return handOver(context);
      }),
    );
