import { defer, map, type Observable } from 'rxjs';
import {
  describeTransform,
  type CheckpointSaved,
  type HeadDescription,
  type ModelDescription,
  type SavedModel,
} from '../core/index.ts';
import { Numbers } from './hooks/numbers.ts';
import type { Phase, RunContext } from './phase.ts';

/** Under this name the state remembers that the run has saved a model. */
const NAME = 'saved';

/**
 * Saves the model in the run folder, with everything that predictions need. {@link run} saves at its end; use this phase
 * to save at an earlier point.
 *
 * Emits {@link CheckpointSaved}; errors with WriteFailed.
 *
 * @category Phases
 */
export const saved: Phase = { name: 'saved', kind: 'save', epochs: 0, run: (context) => checkpoint(context) };

/** Saves the model within a phase. */
export const checkpoint = (context: RunContext): Observable<CheckpointSaved> =>
  defer(() => {
    const { memory } = context.state;
    const which = memory.has(NAME) ? 'last' : 'first';
    memory.of(NAME, () => new Numbers({ models: 1 }));
    return context.world.saveModel(modelOf(context), which);
  }).pipe(map(({ path, bytes }) => ({ _tag: 'CheckpointSaved', path, bytes })));

/** Returns the model as it is saved: the weights that are evaluated, and everything that predictions need. */
export const modelOf = (context: RunContext): SavedModel => ({
  description: descriptionOf(context),
  weights: context.state.evaluated.weights(),
});

/**
 * Returns the description that is saved with the weights of a model.
 *
 * @param context the model, its images and its data
 * @category Architectures and models
 */
export const descriptionOf = ({
  state: {
    model: { network },
  },
  files: { vocab },
  data: { size, normalization, task, item, batch },
}: Pick<RunContext, 'state' | 'files' | 'data'>): ModelDescription => ({
  architecture: network.name,
  outputs: network.outputs,
  ...(isDefault(network.head) ? {} : { head: network.head }),
  vocab,
  size: [size.height, size.width],
  normalization,
  task: task.description,
  preparation: { item: item.map(describeTransform), batch: batch.map(describeTransform) },
});

/** Models with a linear head without dropout say nothing of it, as in earlier versions. */
const isDefault = (head: HeadDescription | undefined): boolean =>
  head === undefined || (head.kind === 'linear' && head.dropout === 0);
