import { NEVER, throwError, type OperatorFunction } from 'rxjs';
import { test } from 'vitest';
import type { Image } from '../../src/core/index.ts';
import type { PreparationConfig, Predictor } from '../../src/prediction/index.ts';
import { marbles } from '../support/marbles.ts';
import { image, withPredictor } from './made-predictor.ts';

const images = { a: image('a'), b: image('b'), c: image('c') };

/**
 * Tests what the operators over images have in common, in batches of two: ends, errors and unsubscription.
 *
 * @param outputs the results of the images a and b, as x and y
 */
export function lifecycleTests<B>(
  operator: (predictor: Predictor, change?: Partial<PreparationConfig>) => OperatorFunction<Image, B>,
  outputs: Readonly<Record<'x' | 'y', unknown>>,
): void {
  test('without images, emits nothing; an endless source keeps its last batch waiting', () => {
    withPredictor((predictor) => {
      marbles().run(({ cold, expectObservable }) => {
        expectObservable(cold<Image>('--|').pipe(operator(predictor))).toBe('--|');
        expectObservable(cold<Image>('-a---', images).pipe(operator(predictor))).toBe('-----');
      });
    });
  });

  test('passes on an error of the source, and frees what is loaded', () => {
    withPredictor((predictor) => {
      marbles().run(({ cold, expectObservable }) => {
        const source = cold('   -a-b---#', images);
        const output = '        ---(xy)#';
        expectObservable(source.pipe(operator(predictor))).toBe(output, outputs);
      });
    });
  });

  test('errors if the decoder itself fails', () => {
    withPredictor((predictor) => {
      marbles().run(({ cold, expectObservable }) => {
        const failure = new Error('no decoder');
        const failing = operator(predictor, { decode: () => throwError(() => failure) });
        expectObservable(cold('-a-b-|', images).pipe(failing)).toBe('---#', {}, failure);
      });
    });
  });

  test('unsubscribed while a batch waits for its turn, frees it', () => {
    withPredictor((predictor) => {
      marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('   -a-b-----c---', images);
        const unsubscribed = '  ------!      ';
        const sub = '           ^-----!      ';
        expectObservable(source.pipe(operator(predictor, { turn: NEVER })), unsubscribed).toBe('------');
        expectSubscriptions(source.subscriptions).toBe(sub);
      });
    });
  });
}
