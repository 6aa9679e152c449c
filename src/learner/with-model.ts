import { ignoreElements, tap, type Observable } from 'rxjs';
import type { SavedModel } from '../core/index.ts';
import { checkVocab } from './check-vocab.ts';
import type { Phase } from './phase.ts';

/**
 * Returns a phase that loads the weights of a saved model: fastai's `learn.load`.
 *
 * Errors with BadData if the model has a different network or different classes.
 *
 * @category Phases
 */
export const withModel = (model$: Observable<SavedModel>): Phase => ({
  name: 'withModel',
  kind: 'weights',
  epochs: 0,
  run: ({ files, state }) =>
    model$.pipe(
      tap(({ description, weights }) => {
        checkVocab(description.vocab, files.vocab);
        state.model.load(weights);
        state.evaluated = state.model;
      }),
      ignoreElements(),
    ),
});
