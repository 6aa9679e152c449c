import * as E from 'fp-ts/lib/Either.js';
import { from, of, type Observable } from 'rxjs';
import type { Decoded, Image, ModelDescription, Prediction } from '../../src/core/index.ts';
import type { ItemTransform } from '../../src/items/index.ts';
import { singleLabel, type Task } from '../../src/nn/index.ts';
import { predictions, type PredictionsConfig, type Predictor } from '../../src/prediction/index.ts';
import { decodeEach, rightOf } from '../support/decode-each.ts';
import { expectNoLeaks } from '../support/made-batches.ts';
import { colourModel } from '../steps/tiny-model.ts';

/** The colours of images by name; the logits of the model are red and green. */
const colours: Record<string, readonly [number, number, number]> = {
  a: [255, 0, 0],
  c: [51, 102, 0],
  d: [102, 102, 7],
};

export const decode = decodeEach((path): Observable<E.Either<string, Decoded>> => {
  const colour = colours[path];
  if (colour === undefined) return of(E.left('not an image'));
  const image = rightOf({ height: 1, width: 1, data: Uint8Array.from(colour) });
  return of(path === 'd' ? E.map((each: Decoded) => ({ ...each, damage: 'corrupt' }))(image) : image);
});

export const image = (path: string): Image => ({ path, index: 0 });

export const description: ModelDescription = {
  architecture: 'colours',
  outputs: 2,
  vocab: ['red', 'green'],
  size: [1, 1],
  normalization: null,
  task: { kind: 'single-label' },
  preparation: null,
};

export interface Change {
  readonly task?: Task;
  readonly vocab?: readonly string[];
  readonly item?: readonly ItemTransform[];
}

/** Runs the body with a predictor, and expects that it leaves no tensor behind. */
export function withPredictor(
  body: (predictor: Predictor) => void,
  { task = singleLabel(), ...change }: Change = {},
) {
  expectNoLeaks(() => {
    using model = colourModel();
    using inference = model.inference();
    body({
      description: { ...description, ...change },
      task,
      model,
      inference,
      item: change.item ?? [],
      batch: [],
      [Symbol.dispose]: () => undefined,
    });
  });
}

export type Options = Partial<PredictionsConfig> & Pick<PredictionsConfig, 'predictor'>;
export const config = (options: Options): PredictionsConfig => ({
  decode,
  turn: of(0),
  batchSize: 2,
  ...options,
});

/** Returns the predictions for images by name, which arrive at once. */
export function predictNow(names: string, options: Options): readonly Prediction[] {
  const all: Prediction[] = [];
  from(names.split(',').map(image))
    .pipe(predictions(config(options)))
    .subscribe((prediction) => all.push(prediction));
  return all;
}

/** The probability of the first of two logits. */
export const share = (own: number, other: number): number => 1 / (1 + Math.exp(other - own));
