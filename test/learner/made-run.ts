import { of, type Observable } from 'rxjs';
import { augTransforms } from '../../src/batches/index.ts';
import { createRng, MillraceError, type Metric, type StateDict } from '../../src/core/index.ts';
import {
  imageData,
  learner,
  type PhaseEnded,
  type ImageData,
  type Learner,
  type LearnerOptions,
  type RunContext,
} from '../../src/learner/index.ts';
import {
  dense,
  globalAveragePooling,
  sequential,
  trainState,
  xresnet,
  type Architecture,
} from '../../src/nn/index.ts';
import { collect } from '../support/collect.ts';
import { madeFiles, madeWorld } from './made-world.ts';

/** A real network, as small as it gets. */
export const small: Architecture = ({ outputs }) =>
  xresnet({ name: 'small', outputs, blocks: [1, 1], expansion: 1, stem: [4, 4, 64], widen: 0.125 });

/** Without batch norm, and with hardly any weights: the mean colour, times a matrix. */
export const meanColour: Architecture = ({ outputs }) => ({
  name: 'mean-colour',
  outputs,
  layer: sequential([globalAveragePooling, dense({ name: 'head', inFeatures: 3, outFeatures: outputs })]),
  stages: [],
});

/** Nine images to train on, four a batch, and five to validate: two steps, then a short last batch. */
export const madeData = (change: Partial<ImageData> = {}): ImageData =>
  imageData({
    files: of(madeFiles()),
    item: [],
    batch: augTransforms({ size: change.size ?? 8 }),
    batchSize: 4,
    size: 8,
    ...change,
  });

export const madeLearner = (options: LearnerOptions = {}, data = madeData(), network = small): Learner =>
  learner(data, network, options);

/** What a phase is given, and what it frees at the end: `using context = madeContext()`. */
export function madeContext(
  ofLearner: Learner = madeLearner(),
  change: Partial<RunContext> = {},
): RunContext & Disposable {
  const { architecture, optimizer, groups, data, seed } = ofLearner;
  const rng = createRng(seed);
  const owned = trainState(architecture({ outputs: 2 }), { optimizer, groups, rng });
  return {
    world: madeWorld(),
    learner: ofLearner,
    data,
    files: madeFiles(),
    rng,
    phase: 0,
    ...owned,
    ...change,
  };
}

/** What a phase tells, and the context that it hands over. */
export async function told(
  phase$: Observable<Metric | PhaseEnded>,
): Promise<{ readonly metrics: readonly Metric[]; readonly next: RunContext | undefined }> {
  const events = await collect(phase$);
  const phasesEnded = events.flatMap((event) => (event._tag === 'Handover' ? [event.context] : []));
  if (phasesEnded.length > 1) throw new Error('a phase hands over once');
  return { metrics: events.filter((event) => event._tag !== 'Handover'), next: phasesEnded[0] };
}

/** The metrics of one kind. */
export const only = <T extends Metric['_tag']>(metrics: readonly Metric[], tag: T) =>
  metrics.filter((metric): metric is Extract<Metric, { readonly _tag: T }> => metric._tag === tag);

/** The kinds of metrics in their order, repetitions counted: `['PhaseStarted', 'Step ×2']`. */
export const kinds = (metrics: readonly Metric[]): string[] => {
  const runs: { readonly tag: string; count: number }[] = [];
  for (const { _tag: tag } of metrics) {
    const last = runs.at(-1);
    if (last?.tag === tag) last.count++;
    else runs.push({ tag, count: 1 });
  }
  return runs.map(({ tag, count }) => (count === 1 ? tag : `${tag} ×${count}`));
};

/** The names of the weights that differ. */
export const changed = (before: StateDict, after: StateDict): string[] =>
  [...before].flatMap(([name, { data }]) => (data.join() === after.get(name)?.data.join() ? [] : [name]));

/** How a stream fails. */
export async function failureOf(stream$: Observable<unknown>): Promise<MillraceError['detail']> {
  try {
    await collect(stream$);
  } catch (error) {
    if (error instanceof MillraceError) return error.detail;
    throw error;
  }
  throw new Error('it was to fail');
}
