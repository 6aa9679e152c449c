/** The worker of Millrace: runs the benchmark's tasks with its operators. */
import { concatMap, finalize, from, lastValueFrom, tap, type Observable } from 'rxjs';
import {
  at,
  createRng,
  defaultEngine,
  type Batch,
  type Capabilities,
  type ImageFiles,
  type Precision,
} from '../../src/core/index.ts';
import { tf, type Tensor4D } from '../../src/engine/index.ts';
import { createWorld } from '../../src/world.ts';
import { fitOneCycle, learner, run, type LoadedImageData } from '../../src/learner/index.ts';
import { trainBatches } from '../../src/learner/batches-of.ts';
import { measured } from '../../src/metrics/index.ts';
import {
  accuracy,
  adam,
  crossEntropy,
  oneCycle,
  startFit,
  trainingStep,
  trainState,
  type Architecture,
} from '../../src/nn/index.ts';
import { evaluated, trainStep } from '../../src/steps/index.ts';
import { serve } from './serve.ts';
import type { Setting } from './settings.ts';
import type { Answer } from './side.ts';
import { architectureOf, dataOf, place, sameBatches, type WorkerImages } from './worker-data.ts';

interface Prepare extends Setting, WorkerImages {
  readonly runFolder: string;
}

const rng = createRng(42);
let prepared: Prepared | undefined;

interface Prepared {
  readonly task: Prepare;
  readonly world: Capabilities;
  readonly network: ReturnType<Architecture>;
  readonly trained: ReturnType<typeof trainState>;
  readonly images: Tensor4D;
}

const current = (): Prepared => {
  if (prepared === undefined) throw new Error('expected the task prepare first');
  return prepared;
};

async function prepare(task: Prepare): Promise<Answer> {
  prepared?.trained.model[Symbol.dispose]();
  prepared?.trained.optimizer[Symbol.dispose]();
  prepared?.images.dispose();
  const network = architectureOf(task.arch)({ outputs: 10 });
  prepared = {
    task,
    world: createWorld({ runFolder: task.runFolder }),
    network,
    trained: trainState(network, { optimizer: adam(), rng }),
    images: tf.randomNormal([task.batch, task.size, task.size, 3]),
  };
  return Promise.resolve({ seconds: 0, images: 0 });
}

const batches = (steps: number): Observable<Batch<Tensor4D>> => sameBatches(current().images, steps);

async function time(images: number, work: Observable<unknown>): Promise<Answer> {
  const startedAt = performance.now();
  await lastValueFrom(work, { defaultValue: undefined });
  return { seconds: (performance.now() - startedAt) / 1000, images };
}

function steps(count: number, precision: Precision = 'float32'): Observable<unknown> {
  const state = current().trained;
  startFit(state);
  const times = { schedule: oneCycle(1e-4), totalSteps: count };
  const engine = { ...defaultEngine, precision };
  const config = { ...place, state, loss: crossEntropy, steps: count, engine };
  return batches(count).pipe(trainStep({ ...config, ...times, whole: times }));
}

const train = ({
  steps: count,
  precision,
}: {
  readonly steps: number;
  readonly precision?: Precision;
}): Promise<Answer> => time(count * current().task.batch, steps(count, precision));

/** Times the same step alternately through the operators with all metrics, and as a bare loop. */
async function overhead({ steps: count }: { readonly steps: number }): Promise<Answer> {
  const { trained, images, task } = current();
  const classes = Int32Array.from({ length: task.batch }, (_, i) => i % 10);
  const targets = { _tag: 'ClassTargets', classes } as const;
  const bare = (): void => {
    const update = { optimizer: trained.optimizer, hyper: { learningRates: [1e-4], momentum: 0.9 } };
    trainingStep(images, targets, { model: trained.model, loss: crossEntropy, rng, update });
  };
  const memory = () =>
    ({ rssBytes: process.memoryUsage.rss(), tensors: tf.memory().numTensors, jsHeapBytes: 0 }) as never;
  const through = async (): Promise<number> => {
    const work = steps(1).pipe((each) => each as never, measured({ ...place, memory, last: false }));
    return 1000 * (await time(1, work)).seconds;
  };
  const alone = (): number => {
    const startedAt = performance.now();
    bare();
    return performance.now() - startedAt;
  };
  // They take turns in going first, because each collects the garbage of the other.
  const pairs: (readonly [bare: number, through: number])[] = [];
  for (let i = 0; i < count; i++) {
    const before = i % 2 === 0 ? alone() : NaN;
    const between = await through();
    pairs.push([i % 2 === 0 ? before : alone(), between]);
  }
  const middle = (of: (pair: (typeof pairs)[number]) => number): number =>
    at(
      pairs.map(of).sort((a, b) => a - b),
      pairs.length >> 1,
    );
  const more = { bare: middle(([bare]) => bare), through: middle(([, each]) => each) };
  return { seconds: 0, images: 0, more: { ...more, ratio: middle(([bare, each]) => each / bare) } };
}

function evaluate({ steps: count }: { readonly steps: number }): Promise<Answer> {
  const { model } = current().trained;
  const config = { ...place, model, loss: crossEntropy, scores: [accuracy], steps: count };
  return time(count * current().task.batch, batches(count).pipe(evaluated(config)));
}

let loads = 0;
const NO_FILES = { defaultValue: { train: [], valid: [], vocab: [] } satisfies ImageFiles };
const lists = new Map<number, ImageFiles>();

/** Lists all images as training images, once, as fastai does before its loader starts. */
async function listFiles(data: LoadedImageData, images: number): Promise<ImageFiles> {
  const files = lists.get(images) ?? (await lastValueFrom(data.files, NO_FILES));
  lists.set(images, files);
  return { ...files, train: [...files.train, ...files.valid], valid: [] };
}

/** Times one pass over all training batches, from files or from a cache. */
async function load({
  cache,
  images,
}: {
  readonly cache?: 'memory' | 'disk';
  readonly images?: number;
}): Promise<Answer> {
  const { task, world } = current();
  const data = {
    ...dataOf({ ...task, limit: images ?? task.limit }, world),
    ...(cache === undefined ? {} : { cache }),
  };
  const all = await listFiles(data, images ?? task.limit);
  let count = 0;
  const batchesOfAll = trainBatches(all, { world, data, rng, epoch: loads++ }).pipe(
    tap((batch) => {
      count += batch.size;
      batch[Symbol.dispose]();
    }),
  );
  const { seconds } = await time(0, batchesOfAll);
  return { seconds, images: count };
}

async function list({ images }: { readonly images: number }): Promise<Answer> {
  const { task, world } = current();
  const startedAt = performance.now();
  const files = await lastValueFrom(dataOf({ ...task, limit: images }, world).files, NO_FILES);
  return { seconds: (performance.now() - startedAt) / 1000, images: files.train.length + files.valid.length };
}

/** Times an epoch, training and validation, as a script would run it. */
function epoch(): Promise<Answer> {
  const { task, world } = current();
  const data = dataOf(task, world);
  const learn = learner({ ...data, cache: 'memory' }, architectureOf(task.arch));
  const metrics = run(world, { name: 'bench', config: {} }, learn, fitOneCycle(1, 3e-3));
  return time(task.limit, metrics);
}

function first(): Promise<Answer> {
  const { task, world } = current();
  const data = dataOf(task, world);
  const one = data.files.pipe(
    concatMap((files) => trainBatches(files, { world, data, rng, epoch: 0 })),
    concatMap((batch) => from([batch.images?.shape]).pipe(finalize(() => batch[Symbol.dispose]()))),
  );
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const subscription = one.subscribe({
      next: () => {
        queueMicrotask(() => subscription.unsubscribe());
        resolve({ seconds: (performance.now() - startedAt) / 1000, images: task.batch });
      },
      error: reject,
    });
  });
}

await serve({ prepare, train, evaluate, overhead, load, list, epoch, first });
