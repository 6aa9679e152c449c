import { expect, test } from 'vitest';
import { createRng, defaultEngine, type EngineContext } from '../../src/core/index.ts';
import {
  conv2d,
  KernelTimes,
  Scalars,
  tf,
  Trace,
  type Tensor,
  type Tensor4D,
} from '../../src/engine/index.ts';
import { adam, trainState, xresnet } from '../../src/nn/index.ts';
import { randomNormal } from '../support/close.ts';

const network = xresnet({ name: 'small', outputs: 2, blocks: [1], expansion: 1, stem: [4, 4, 64], widen: 0.125 }); // prettier-ignore
const hyper = { learningRates: [0.01], momentum: 0.9 };

/** Runs convolutions, scalars, a trace, a measurement and a pass of another model, as another task would. */
function otherWork(): void {
  using other = trainState(network, { optimizer: adam(), rng: createRng(9) });
  using scalars = new Scalars();
  using times = new KernelTimes(() => 0);
  tf.tidy(() => {
    const [x, kernel] = [randomNormal([1, 6, 6, 2], [1, 2]), randomNormal([3, 3, 2, 3], [3, 4])];
    const convolve = (): Tensor => conv2d(x, kernel, { stride: 1, padding: 1 });
    tf.mul(convolve(), scalars.of(0.01));
    Trace.record((trace) => {
      trace.input(x);
      trace.input(kernel);
      trace.inPrecision('float16', convolve);
      trace.graph()?.[Symbol.dispose]();
    });
    const images = randomNormal([2, 16, 16, 3], [5, 6]) as Tensor4D;
    const { logits, backward } = other.model.forward(images, {
      engine: { precision: 'float32', opByOp: true },
    });
    other.optimizer.apply(backward(tf.onesLike(logits)), hyper);
  });
  expect(times.take().length).toBeGreaterThan(0);
}

/** Trains for three steps with a gap between backward and update, and returns the weights. */
async function train(engine: EngineContext, gap: () => Promise<void>): Promise<readonly number[]> {
  using state = trainState(network, { optimizer: adam(), rng: createRng(1) });
  for (let step = 0; step < 3; step++) {
    const gradients = tf.tidy(() => {
      const images = randomNormal([2, 16, 16, 3], [step, 7]) as Tensor4D;
      const { logits, backward } = state.model.forward(images, { engine });
      return backward(tf.onesLike(logits)) as Tensor[];
    });
    await gap();
    state.optimizer.apply(gradients, hyper);
    tf.dispose(gradients);
  }
  return [...state.model.weights().values()].flatMap(({ data }) => [...data]);
}

test.each([
  ['float32', false],
  ['bfloat16', false],
  ['float32', true],
] as const)(
  'other work between backward and update changes no weight and leaks no tensor (%s, op by op: %s)',
  async (precision, opByOp) => {
    const before = tf.memory().numTensors;
    const engine = { ...defaultEngine, precision, opByOp };
    const alone = await train(engine, () => Promise.resolve());
    const interrupted = await train(engine, async () => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      otherWork();
      await Promise.resolve();
    });
    expect(interrupted).toEqual(alone);
    expect(tf.memory().numTensors).toBe(before);
  },
);
