import { concatMap, type Observable } from 'rxjs';
import type { SavedModel } from '../core/index.ts';
import { checkVocab } from './check-vocab.ts';
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
        checkVocab(description.vocab, context.files.vocab);
        context.model.load(weights);
        return handOver(context);
      }),
    );
