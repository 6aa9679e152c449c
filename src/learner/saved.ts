import { concat, defer, map, type Observable } from 'rxjs';
import { normalizationOf } from '../batches/index.ts';
import type { CheckpointSaved, ModelDescription } from '../core/index.ts';
import { phaseEnded, type Phase, type RunContext } from './phase.ts';

/**
 * Saves the model in the run folder, with everything that predictions need. {@link run} does so at its end; use it in
 * between.
 *
 * Emits {@link CheckpointSaved}; errors with WriteFailed.
 *
 * @category Phases
 */
export const saved: Phase = (context) => concat(checkpoint(context), phaseEnded(context));

/** The same within a phase: after each epoch, so that a run that breaks off loses no more than one. */
export const checkpoint = (context: RunContext): Observable<CheckpointSaved> =>
  defer(() =>
    context.world.saveModel({ description: descriptionOf(context), weights: context.model.weights() }),
  ).pipe(map(({ path, bytes }) => ({ _tag: 'CheckpointSaved', path, bytes })));

/**
 * Returns the description of a model, as it is saved with the weights.
 *
 * @param context the model, its images and its data, for example a {@link RunContext}
 * @category Architectures and models
 */
export const descriptionOf = ({
  model: { network },
  files: { vocab },
  data: { size, batch },
}: Pick<RunContext, 'model' | 'files' | 'data'>): ModelDescription => ({
  architecture: network.name,
  outputs: network.outputs,
  vocab,
  size: [size, size],
  normalization: normalizationOf(batch),
});
