import { of } from 'rxjs';
import { expect, test } from 'vitest';
import { at, Batch } from '../../src/core/index.ts';
import { tf, type Tensor4D } from '../../src/engine/index.ts';
import { crossEntropy, gradCam, softmax } from '../../src/nn/index.ts';
import { evaluated, type EvaluationResult } from '../../src/steps/index.ts';
import { goldenCases } from '../support/golden.ts';
import { tinyImages, tinyModel, type TinyInputs } from './tiny-network.ts';

interface Inputs extends TinyInputs {
  readonly targets: number[];
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
  using model = tinyModel(inputs);
  const images = tinyImages(inputs);
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
  using model = tinyModel(inputs);
  const { targets } = inputs;
  const batch = new Batch<Tensor4D>({
    images: tinyImages(inputs),
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

/** Expects every number to be within the tolerance; flattens nested lists. */
function expectClose(actual: readonly unknown[], expected: readonly unknown[]): void {
  const [a, b] = [actual.flat(4) as number[], expected.flat(4) as number[]];
  expect(a).toHaveLength(b.length);
  expect(Math.max(...a.map((value, i) => Math.abs(value - b[i]!)))).toBeLessThanOrEqual(TOLERANCE);
}
