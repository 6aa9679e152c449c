import { concat, NEVER, of } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { Batch, createRng, defaultEngine, type EngineContext } from '../../src/core/index.ts';
import type { Tensor4D } from '../../src/engine/index.ts';
import {
  activation,
  bodyAndHead,
  conv,
  dense,
  frozenParameters,
  globalPooling,
  Model,
  network,
  xresnet,
  type HeadOptions,
  type Network,
  type XResNetOptions,
} from '../../src/nn/index.ts';
import { frozenStages } from '../../src/nn/frozen-stages.ts';
import { gradientsOf } from '../../src/steps/index.ts';
import { failAfter } from '../support/fail-after.ts';
import { expectNoLeaks, numberedFile } from '../support/made-batches.ts';
import { randomNormal } from '../support/close.ts';
import { brokenLoss, ownedState, trainConfig } from './tiny-model.ts';

const small: XResNetOptions = {
  ...{ name: 'small', outputs: 2, blocks: [1, 1], widen: 0.125 },
  expansion: 1,
  stem: [4, 4, 64],
};
const networkWith = (head: HeadOptions = {}) => xresnet({ ...small, head });
const withoutBatchNorm = network({
  ...{ name: 'plain', outputs: 2 },
  body: [
    ['conv', conv({ inChannels: 3, outChannels: 4, kernelSize: 3 })],
    ['relu', activation('relu')],
  ],
  head: [
    ['pool', globalPooling()],
    ['head', dense({ inFeatures: 4, outFeatures: 2 })],
  ],
});
const freeze = { frozenBatchNorm: 'fixed' } as const;
const opByOp = { ...defaultEngine, opByOp: true };

/** A batch of images at random. */
const batchOf = (index: number): Batch<Tensor4D> =>
  new Batch({
    images: randomNormal([3, 16, 16, 3], [index, 1]) as Tensor4D,
    targets: { _tag: 'ClassTargets', classes: Int32Array.of(0, 1, 1) },
    files: [0, 1, 1].map((target, i) => numberedFile(i, target)),
    ...{ skipped: [], index },
  });

/** Provides the state and the configuration of steps with a frozen body; `stages` are computed before each pass. */
function frozenBody(
  head: HeadOptions = {},
  engine: EngineContext = defaultEngine,
  described: Network = networkWith(head),
) {
  const state = ownedState(new Model(described, createRng(3)));
  const frozen = frozenParameters(described, bodyAndHead, [false, true], freeze);
  const stages = frozenStages(described, frozen);
  const inference = state.model.inference(engine, { stages });
  return {
    ...{ state, stages },
    whole: { ...trainConfig(state), engine, frozen },
    prefixed: { ...trainConfig(state), engine, frozen, prefix: { stages, inference } },
    [Symbol.dispose]: () => {
      inference[Symbol.dispose]();
      state[Symbol.dispose]();
    },
  };
}

type Config = Parameters<typeof gradientsOf>[0];

/** Returns the loss and the gradients of batches; null for a parameter that is not trained. */
function gradientsWith(config: Config, count = 3) {
  const results: { readonly loss: number; readonly tensors: readonly (readonly number[] | null)[] }[] = [];
  of(...Array.from({ length: count }, (_, i) => batchOf(i)))
    .pipe(gradientsOf(config))
    .subscribe((gradients) => {
      using owned = gradients;
      const { loss, tensors } = owned;
      results.push({ loss, tensors: tensors!.map((each) => each && [...each.dataSync()]) });
    });
  return results;
}

/** Expects losses that differ by at most 1e-5, and gradients by at most 1e-4 of the greatest. */
function expectSame(actual: ReturnType<typeof gradientsWith>, expected: ReturnType<typeof gradientsWith>) {
  expect(actual.map(({ tensors }) => tensors.map((each) => each?.length))).toEqual(
    expected.map(({ tensors }) => tensors.map((each) => each?.length)),
  );
  actual.forEach(({ loss, tensors }, i) => {
    expect(Math.abs(loss - expected[i]!.loss)).toBeLessThanOrEqual(1e-5);
    const values = expected[i]!.tensors.map((each) => each ?? []).flat();
    const scale = Math.max(...values.map(Math.abs));
    tensors
      .map((each) => each ?? [])
      .flat()
      .forEach((value, k) => {
        expect(Math.abs(value - values[k]!)).toBeLessThanOrEqual(1e-4 * scale);
      });
  });
}

const heads: readonly (readonly [string, HeadOptions, stages: number])[] = [
  ['a linear head', {}, 9],
  ['dropout in the head', { dropout: 0.5 }, 8],
  ['a head of fastai', { kind: 'fastai', hidden: 8 }, 8],
];

describe('gradientsOf with the first stages in evaluation mode', () => {
  test.each(heads)('equals one pass over the network, with %s', (_, head, stages) => {
    using body = frozenBody(head, opByOp);
    expect(body.stages).toBe(stages);
    const results = gradientsWith(body.prefixed);
    expectSame(results, gradientsWith(body.whole));
    const names = [...body.state.model.parameters.keys()];
    const trained = names.filter((_name, i) => results[0]!.tensors[i] !== null);
    expect(trained).toEqual(names.filter((name) => bodyAndHead(name, body.state.model.network) === 1));
    expect(results[0]!.loss).not.toBe(results[1]!.loss);
  });

  test.each<readonly [string, Network]>([
    ['squeeze-excite', xresnet({ ...small, variant: 'se-resnet' })],
    ['self-attention', xresnet({ ...small, blocks: [1, 1, 1, 1], selfAttention: true })],
    ['no batch norm', withoutBatchNorm],
  ])('equals one pass over several batches, with %s in the body', (_, described) => {
    for (const engine of [defaultEngine, opByOp]) {
      using body = frozenBody({}, engine, described);
      expect(body.stages).toBeGreaterThan(1);
      expectSame(gradientsWith(body.prefixed), gradientsWith(body.whole));
    }
  });

  test.each(heads)('as graphs equals op by op, with %s', (_, head) => {
    using graphs = frozenBody(head);
    using single = frozenBody(head, opByOp);
    expectSame(gradientsWith(graphs.prefixed), gradientsWith(single.prefixed));
  });

  test('computes those stages in the precision of training', () => {
    using exact = frozenBody();
    using narrow = frozenBody({}, { ...defaultEngine, precision: 'bfloat16' });
    // The head has no convolution.
    expect(gradientsWith(narrow.prefixed)).not.toEqual(gradientsWith(exact.prefixed));
  });

  test('leaves the running statistics of the body as they are', () => {
    using body = frozenBody({ kind: 'fastai', hidden: 8 });
    const buffers = () => [...body.state.model.weights()].filter(([name]) => name.includes('running'));
    const before = new Map(buffers());
    gradientsWith(body.prefixed);
    const changed = buffers().filter(([name, { data }]) => data.join() !== before.get(name)!.data.join());
    // Those of the two batch norm layers of the head.
    expect(changed.map(([name]) => name.replace(/.*\./, '')).sort()).toEqual(
      ['running_mean', 'running_var'].flatMap((name) => [name, name]),
    );
    expect(changed.every(([name]) => name.startsWith('1.'))).toBe(true);
  });
});

test.each([
  ['completed', () => of(batchOf(0), batchOf(1), batchOf(2)), {}],
  ['failed', () => failAfter(batchOf(0)), {}],
  ['failed in the loss', () => of(batchOf(0)), { loss: brokenLoss }],
  ['unsubscribed', () => concat(of(batchOf(0), batchOf(1)), NEVER), {}],
])('%s: no tensor leaks', (_, source, change) => {
  expectNoLeaks(() => {
    using body = frozenBody();
    source()
      .pipe(gradientsOf({ ...body.prefixed, ...change }))
      .subscribe({ next: (gradients) => gradients[Symbol.dispose](), error: () => {} })
      .unsubscribe();
  });
});
