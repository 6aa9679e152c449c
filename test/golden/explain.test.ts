import { of } from 'rxjs';
import { expect, test } from 'vitest';
import { at, Batch, createRng, type StateArray, type StateDict } from '../../src/core/index.ts';
import { tf, type Tensor4D } from '../../src/engine/index.ts';
import { crossEntropy, gradCam, Model, softmax, xresnet } from '../../src/nn/index.ts';
import { evaluated, type EvaluationResult } from '../../src/steps/index.ts';
import { goldenCases } from '../support/golden.ts';

interface Inputs {
  readonly expansion: 1 | 4;
  readonly layers: number[];
  readonly n_out: number;
  readonly stem_szs: [number, number, number];
  readonly widen: number;
  readonly head: 'own' | 'concat';
  readonly x_u8: StateArray;
  readonly targets: number[];
  readonly weights: readonly (readonly [string, StateArray])[];
  readonly running: readonly (readonly [string, number[]])[];
}

interface Expected {
  readonly logits: number[][];
  readonly probabilities: number[][];
  readonly maps: readonly {
    readonly image: number;
    readonly layer: string;
    readonly cls: number;
    readonly map: number[][];
  }[];
  readonly losses: number[];
  readonly predicted: number[];
  readonly probability_of_predicted: number[];
  readonly probability_of_target: number[];
  readonly top_losses: { readonly order: number[]; readonly losses: number[] };
  readonly confusion_matrix: number[][];
}

const TOLERANCE = 1e-5;

const casesOf = (kind: string) =>
  goldenCases('explain')
    .filter(([, golden]) => golden.kind === kind)
    .map(
      ([title, { inputs, expected }]) => [title, inputs as unknown as Inputs, expected as Expected] as const,
    );

test('every case is of a known kind', () => {
  const kinds = goldenCases('explain').map(([, { kind }]) => kind);
  expect(new Set(kinds)).toEqual(new Set(['grad_cam', 'top_losses']));
});

test.each(casesOf('grad_cam'))('%s', (_, inputs, { logits, probabilities, maps }) => {
  using model = modelOf(inputs);
  const images = imagesOf(inputs);
  const given = images.arraySync();
  const before = tf.memory().numTensors;
  expect(maps.length).toBeGreaterThan(0);
  for (const { image, layer, cls, map } of maps) {
    const classes = given.map((_, i) => (i === image ? cls : 0));
    const found = gradCam(model, images, { classes, stage: layer });
    expectClose(found.logits.arraySync(), logits);
    expectClose(at(found.maps.arraySync(), image), map);
    tf.dispose([found.logits, found.maps]);
  }
  const { logits: values, maps: byDefault } = gradCam(model, images);
  const own = softmax({ shape: values.shape, data: values.dataSync<'float32'>() });
  expectClose([...own.data], probabilities);
  byDefault.arraySync().forEach((map, i) => {
    const predicted = logits[i]!.indexOf(Math.max(...logits[i]!));
    const expected = maps.find(
      (each) => each.image === i && each.cls === predicted && each.layer === 'stage3',
    );
    expectClose(map, expected!.map);
  });
  tf.dispose([values, byDefault]);
  expect(tf.memory().numTensors).toBe(before);
  images.dispose();
});

test.each(casesOf('top_losses'))('%s', (_, inputs, expected) => {
  using model = modelOf(inputs);
  const { targets } = inputs;
  const batch = new Batch<Tensor4D>({
    images: imagesOf(inputs),
    targets: { _tag: 'ClassTargets', classes: Int32Array.from(targets) },
    files: targets.map((target, index) => ({ path: `${index}`, index, target })),
    skipped: [],
    index: 0,
  });
  const results: EvaluationResult[] = [];
  of(batch)
    .pipe(evaluated({ now: () => 0, model, loss: crossEntropy, scores: [], phase: 0, epoch: 0, steps: 1 }))
    .subscribe((event) => {
      if (event._tag === 'EvaluationResult') results.push(event);
    });
  const { loss, topLosses, confusion, predictions } = results[0]!;
  expect(topLosses.map(({ path }) => Number(path))).toEqual(expected.top_losses.order);
  expectClose(topLosses.map((each) => each.loss), expected.top_losses.losses); // prettier-ignore
  expectClose([loss!], [expected.losses.reduce((a, b) => a + b) / targets.length]);
  expect(confusion).toEqual(expected.confusion_matrix);
  expect(predictions.map(({ predicted }) => predicted[0]!.index)).toEqual(expected.predicted);
  const probability = (which: 'predicted' | 'actual') =>
    predictions.map((each) => each[which][0]!.probability);
  expectClose(probability('predicted'), expected.probability_of_predicted);
  expectClose(probability('actual'), expected.probability_of_target);
});

const imagesOf = ({ x_u8: { data, shape } }: Inputs): Tensor4D =>
  tf.tidy(() => tf.div<Tensor4D>(tf.sub(tf.tensor([...data], [...shape]), 128), 64));

/** Returns the network of a case with its weights. */
function modelOf({ expansion, layers, n_out, stem_szs, widen, head, weights, running }: Inputs): Model {
  const hidden = new Map(weights).get('1.3.weight')?.shape[1];
  const concat = { kind: 'fastai', dropout: 0, hidden } as const;
  const model = new Model(
    xresnet({
      name: 'tiny',
      outputs: n_out,
      blocks: layers,
      expansion,
      stem: stem_szs,
      widen,
      head: head === 'own' ? {} : concat,
    }),
    createRng(0),
  );
  const given: StateDict = new Map([
    ...weights.map(([name, { shape, data }]): [string, StateArray] => [
      name,
      { shape, data: Float32Array.from(data) },
    ]),
    ...running.map(([name, values]): [string, StateArray] => [
      name,
      { shape: [values.length], data: Float32Array.from(values) },
    ]),
  ]);
  model.load(given);
  return model;
}

/** Expects every number to be within the tolerance; flattens nested lists. */
function expectClose(actual: readonly unknown[], expected: readonly unknown[]): void {
  const [a, b] = [actual.flat(4) as number[], expected.flat(4) as number[]];
  expect(a).toHaveLength(b.length);
  expect(Math.max(...a.map((value, i) => Math.abs(value - b[i]!)))).toBeLessThanOrEqual(TOLERANCE);
}
