import { concatMap, type Observable } from 'rxjs';
import type { SavedModel } from '../core/index.ts';
import { checkVocab } from './check-vocab.ts';
import { phaseEnded, type Phase } from './phase.ts';

/**
 * Returns a phase that loads the weights of a saved model: fastai's `learn.load`.
 *
 * Errors with BadData if the model has a different network or different classes.
 *
 * @category Phases
 */
export const withModel =
  (model$: Observable<SavedModel>): Phase =>
  (context) =>
    model$.pipe(
      concatMap(({ description, weights }) => {
        checkVocab(description.vocab, context.files.vocab);
        context.state.model.load(weights);
        return phaseEnded(context);
      }),
    );
