import { concatMap, type Observable } from 'rxjs';
import type { Notice, ReadModel, SavedModel } from '../core/index.ts';
import { checkVocab } from './check-vocab.ts';
import type { Phase } from './phase.ts';

/**
 * Returns a phase that loads the weights of a saved model: fastai's `learn.load`.
 *
 * Emits a {@link Notice} with the model's file, if it was read from one. Errors with BadData if the model has a different
 * network or different classes.
 *
 * @category Phases
 */
export const withModel = (model$: Observable<SavedModel | ReadModel>): Phase => ({
  name: 'withModel',
  kind: 'weights',
  epochs: 0,
  run: ({ files, state }) =>
    model$.pipe(
      concatMap((model): readonly Notice[] => {
        checkVocab(model.description.vocab, files.vocab);
        state.model.load(model.weights);
        state.evaluated = state.model;
        return 'path' in model ? [{ _tag: 'Notice', text: `loaded the weights of ${model.path}` }] : [];
      }),
    ),
});
