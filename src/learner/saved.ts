import { concat, defer, map, type Observable } from 'rxjs';
import { normalizationOf } from '../batches/index.ts';
import type { CheckpointSaved, ModelDescription } from '../core/index.ts';
import { handOver, type Phase, type RunContext } from './phase.ts';

/** Keeps the model in the run's folder, with what predictions need to know. */
export const saved: Phase = (context) => concat(checkpoint(context), handOver(context));

/** The same within a phase: after each epoch, so that a run that breaks off loses no more than one. */
export const checkpoint = (context: RunContext): Observable<CheckpointSaved> =>
  defer(() =>
    context.world.saveModel({ description: descriptionOf(context), weights: context.model.weights() }),
  ).pipe(map(({ path, bytes }) => ({ _tag: 'CheckpointSaved', path, bytes })));

/** Of the model as it is now. */
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
