/** The worker of Millrace for the comparison on a GPU. */
import { count, filter, lastValueFrom, takeWhile, toArray } from 'rxjs';
import { at, createRng, defaultEngine, type EpochRow, type Precision } from '../../../src/core/index.ts';
import { engineInfo, tf, type Tensor4D } from '../../../src/engine/index.ts';
import { fitOneCycle, learner, run } from '../../../src/learner/index.ts';
import {
  adam,
  crossEntropy,
  oneCycle,
  startFit,
  trainState,
  type TrainState,
} from '../../../src/nn/index.ts';
import { trainStep } from '../../../src/steps/index.ts';
import { createWorld } from '../../../src/world.ts';
import { serve } from '../serve.ts';
import type { Answer } from '../side.ts';
import { architectureOf, dataOf, place, sameBatches, type WorkerImages } from '../worker-data.ts';

interface Prepare extends WorkerImages {
  readonly arch: string;
  readonly runFolder: string;
}

interface Prepared {
  readonly task: Prepare;
  readonly state: TrainState;
  readonly images: Tensor4D;
}

/** More steps than a measurement takes: the schedule does not end before it. */
const MANY = 1_000_000;

const rng = createRng(42);
let prepared: Prepared | undefined;
let runs = 0;

const current = (): Prepared => {
  if (prepared === undefined) throw new Error('expected the task prepare first');
  return prepared;
};

const info = (): Answer => {
  const { device, tensorflow } = engineInfo();
  return { seconds: 0, images: 0, more: { device, version: tensorflow } };
};

function prepare(task: Prepare): Answer {
  prepared = {
    task,
    state: trainState(architectureOf(task.arch)({ outputs: 10 }), { optimizer: adam(), rng }),
    images: tf.randomNormal([task.batch, task.size, task.size, 3]),
  };
  return { seconds: 0, images: 0 };
}

interface Train {
  readonly precision: Precision;
  readonly seconds: number;
}

/** Trains on one batch for so many seconds, at least one step, in the form that a run has. */
async function train({ precision, seconds }: Train): Promise<Answer> {
  const { state, images, task } = current();
  startFit(state);
  const times = { schedule: oneCycle(1e-4), totalSteps: MANY };
  const config = {
    ...place,
    ...times,
    state,
    loss: crossEntropy,
    steps: MANY,
    engine: { ...defaultEngine, precision },
    // As in a run: the gradients of float16 are divided by the scale of the loss.
    whole: precision === 'float16' ? undefined : times,
  };
  const startedAt = performance.now();
  const isTime = (): boolean => performance.now() - startedAt < 1000 * seconds;
  const steps$ = sameBatches(images, MANY).pipe(trainStep(config), takeWhile(isTime, true), count());
  const steps = await lastValueFrom(steps$, { defaultValue: 0 });
  waitForDevice(state);
  return { seconds: (performance.now() - startedAt) / 1000, images: steps * task.batch };
}

/** A step returns its loss while the device may still update the weights. */
const waitForDevice = ({ model }: TrainState): void =>
  tf.tidy(() => {
    model
      .variable(at([...model.parameters.keys()].slice(-1), 0))
      .read()
      .dataSync();
  });

interface Epochs {
  readonly precision: Precision;
  readonly limit: number;
  readonly epochs: number;
}

/** Trains and validates as a script would run it, from files; later epochs have the items in memory. */
async function epochs({ precision, limit, epochs: number }: Epochs): Promise<Answer> {
  const { task } = current();
  const world = createWorld({ runFolder: `${task.runFolder}/${runs++}` });
  const data = dataOf({ ...task, limit }, world);
  const learn = learner({ ...data, cache: 'memory' }, architectureOf(task.arch), { precision });
  const rows = await lastValueFrom(
    run(world, { name: 'bench', config: {} }, learn, fitOneCycle(number, 3e-3)).pipe(
      filter((metric): metric is EpochRow => metric._tag === 'EpochRow'),
      toArray(),
    ),
    { defaultValue: [] },
  );
  const seconds = rows.map((row) => row.seconds);
  return {
    seconds: seconds.reduce((sum, each) => sum + each, 0),
    images: number * limit,
    more: { first: at(seconds, 0), later: seconds.at(-1) ?? NaN },
  };
}

await serve({ info, prepare, train, epochs });
