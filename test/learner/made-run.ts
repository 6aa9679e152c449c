import { of, type Observable } from 'rxjs';
import { augTransforms } from '../../src/batches/index.ts';
import {
  createRng,
  MillraceError,
  type ChannelStats,
  type Metric,
  type StateDict,
} from '../../src/core/index.ts';
import {
  imageData,
  learner,
  loadedLearner,
  type ImageData,
  type ImageDataOptions,
  type Learner,
  type LoadedData,
  type LoadedImageData,
  type LearnerOptions,
  type RunContext,
} from '../../src/learner/index.ts';
import {
  singleLabel,
  trainState,
  xresnet,
  type Architecture,
  type ArchitectureOptions,
  type Network,
  type Task,
  type XResNetOptions,
} from '../../src/nn/index.ts';
import { collect } from '../support/collect.ts';
import { meanColour } from '../support/mean-colour.ts';
import { agreementOf } from '../../src/steps/index.ts';
import { madeFiles, madeWorld } from './made-world.ts';

export { meanColour };

/** A very small convolutional network. */
export const small: Architecture = ({ outputs }) =>
  xresnet({ name: 'small', outputs, blocks: [1, 1], expansion: 1, stem: [4, 4, 64], widen: 0.125 });

/** A very small network that timm has, with any head. */
export const tiny = (options: ArchitectureOptions & Partial<XResNetOptions>): Network =>
  xresnet({ name: 'tiny', blocks: [1, 1, 1, 1], expansion: 1, stem: [2, 3, 4], widen: 1 / 32, ...options });

/** Nine training and five validation images in batches of four: two steps, and short last batches. */
export const madeData = ({ normalization = null, ...change }: MadeDataOptions = {}): LoadedImageData => ({
  ...imageData({
    files: of(madeFiles()),
    item: [],
    batch: augTransforms({ size: change.size ?? 8 }),
    batchSize: 4,
    size: 8,
    ...change,
  }),
  normalization,
  task: taskOfData(change.task),
});

const taskOfData = (task: ImageData['task']): Task =>
  task === undefined || typeof task === 'function' ? singleLabel() : task;

interface MadeDataOptions extends Partial<ImageDataOptions> {
  readonly normalization?: ChannelStats | null;
}

export const madeLearner = (
  options: LearnerOptions = {},
  data: ImageData = madeData(),
  network = small,
): Learner => learner(data, network, options);

/** Makes the context of a phase, with a model of its own: `using context = madeContext()`. */
export function madeContext(
  ofLearner: Learner = madeLearner(),
  change: Partial<RunContext> = {},
): RunContext & Disposable {
  const { architecture, optimizer, groups, data, seed, head } = ofLearner;
  const rng = createRng(seed);
  if (data.normalization === 'batch') throw new Error('expected data with known statistics');
  if (ofLearner.precision === 'auto') throw new Error('expected a known precision');
  const { precision } = ofLearner;
  const loaded: LoadedData = {
    data: { ...data, normalization: data.normalization, task: taskOfData(data.task) },
    files: madeFiles(),
  };
  const state = trainState(architecture({ outputs: 2, head }), { optimizer, groups, rng });
  const world = change.world ?? madeWorld();
  return {
    world,
    agreement: agreementOf(world),
    learner: loadedLearner({ ...ofLearner, precision }, loaded),
    ...loaded,
    rng,
    phase: 0,
    state,
    resumed: null,
    skippedBefore: [],
    epochSecondsBefore: 0,
    reached: () => undefined,
    ...change,
    [Symbol.dispose]: () => {
      state[Symbol.dispose]();
    },
  };
}

/** Returns the metrics of a phase. */
export const runPhase = async (
  phase$: Observable<Metric>,
): Promise<{ readonly metrics: readonly Metric[] }> => ({ metrics: await collect(phase$) });

/** Returns the metrics of one kind. */
export const only = <T extends Metric['_tag']>(metrics: readonly Metric[], tag: T) =>
  metrics.filter((metric): metric is Extract<Metric, { readonly _tag: T }> => metric._tag === tag);

/** Returns the kinds of metrics in order, with repetitions counted: `['PhaseStarted', 'Step ×2']`. */
export const kinds = (metrics: readonly Metric[]): string[] => {
  const runs: { readonly tag: string; count: number }[] = [];
  for (const { _tag: tag } of metrics) {
    const last = runs.at(-1);
    if (last?.tag === tag) last.count++;
    else runs.push({ tag, count: 1 });
  }
  return runs.map(({ tag, count }) => (count === 1 ? tag : `${tag} ×${count}`));
};

/** Returns the names of the weights that differ. */
export const changed = (before: StateDict, after: StateDict): string[] =>
  [...before].flatMap(([name, { data }]) => (data.join() === after.get(name)?.data.join() ? [] : [name]));

/** Returns the error of a stream that fails. */
export async function failureOf(stream$: Observable<unknown>): Promise<MillraceError['detail']> {
  try {
    await collect(stream$);
  } catch (error) {
    if (error instanceof MillraceError) return error.detail;
    throw error;
  }
  throw new Error('the stream did not fail');
}
