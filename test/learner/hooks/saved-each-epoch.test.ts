import { EMPTY, type Observable } from 'rxjs';
import { describe, test } from 'vitest';
import type { SavedFile } from '../../../src/core/index.ts';
import { savedEachEpoch } from '../../../src/learner/hooks/saved-each-epoch.ts';
import { made } from '../../support/made-metrics.ts';
import { marbles } from '../../support/marbles.ts';
import { madeWorld } from '../made-world.ts';
import { madeFit, rowsOf } from './made-fit.ts';

const file = { path: '/run/model.safetensors', bytes: 99 };
const values = { r: made.epochRow(), c: { ...made.checkpointSaved(), ...file } };

describe('savedEachEpoch', () => {
  test.each([
    ['saves the model before the row', '-r---|', '-(cr)|', '^----!'],
    ['never', '-', '-', '^'],
    ['empty', '--|', '--|', '^-!'],
    ['an error', '-r---#', '-(cr)#', '^----!'],
  ])('%s', (_, diagram, expected, subscriptions) => {
    using context = madeFit();
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(diagram, values);
      expectObservable(source.pipe(rowsOf(savedEachEpoch, context))).toBe(expected, values);
      expectSubscriptions(source.subscriptions).toBe(subscriptions);
    });
  });

  test('waits for the file; an early end cancels the saving', () => {
    let writing: Observable<SavedFile> = EMPTY;
    using context = madeFit({ world: madeWorld({ saveModel: () => writing }) });
    marbles().run(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const file$ = cold('---(f|)', { f: file });
      writing = file$;
      const source = hot('-r--', values);
      expectObservable(source.pipe(rowsOf(savedEachEpoch, context)), '^-----!').toBe('----(cr)', values);
      expectObservable(source.pipe(rowsOf(savedEachEpoch, context)), '^--!').toBe('-', values);
      expectSubscriptions(file$.subscriptions).toBe(['-^--!', '-^-!']);
    });
  });
});
