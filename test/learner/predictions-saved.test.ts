import { concat, map, of, type Observable } from 'rxjs';
import { expect, test } from 'vitest';
import type { PredictedImage, SavedFile } from '../../src/core/index.ts';
import { predictionsSaved } from '../../src/learner/index.ts';
import { predictionsCsv } from '../../src/metrics/index.ts';
import { marbles } from '../support/marbles.ts';

const predictions: readonly PredictedImage[] = [
  {
    path: '/data/cat, "one".jpg',
    actual: [{ index: 0, probability: 0.25 }],
    predicted: [{ index: 1, probability: 0.75 }],
  },
  { path: '/data/2.jpg', actual: [], predicted: [] },
  {
    path: '/data/3.jpg',
    actual: [{ index: 1, probability: 0.9 }],
    predicted: [
      { index: 0, probability: 0.6 },
      { index: 1, probability: 0.9 },
    ],
  },
];
const events = { x: { _tag: 'EvaluationStep' }, r: { _tag: 'EvaluationResult', predictions } };

/** Saves with the given stream, and records what is saved. */
function saving(write: Observable<SavedFile>) {
  const saved: (readonly [name: string, text: string])[] = [];
  const operator = predictionsSaved<{ readonly _tag: string }>({
    vocab: ['cat', 'dog'],
    saveText: (name, text) => {
      saved.push([name, text]);
      return write;
    },
  });
  return { saved, operator };
}

test('writes the predictions before the result is emitted', () => {
  marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('  -x-r|', events);
    const sourceSubs = '   ^---!';
    const write = cold<SavedFile>('--|');
    const writeSubs = '    ---^-!';
    const expected = '     -x---(r|)';
    const { operator } = saving(write);
    expectObservable(source.pipe(operator)).toBe(expected, events);
    expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    expectSubscriptions(write.subscriptions).toBe(writeSubs);
  });
});

test.each([
  ['never', '-', '--|', '-', '^'],
  ['empty', '-|', '--|', '-|', '^!'],
  ['an error of the source', '-x-#', '--|', '-x-#', '^--!'],
  ['a file that cannot be written', '-r-r|', '-#', '--#', '^-!'],
])('%s', (_, diagram, writes, expected, sourceSubs) => {
  marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold(diagram, events);
    const { operator } = saving(cold<SavedFile>(writes));
    expectObservable(source.pipe(operator)).toBe(expected, events);
    expectSubscriptions(source.subscriptions).toBe(sourceSubs);
  });
});

test('unsubscribing stops the write', () => {
  marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('  -r--|', events);
    const unsub = '        --!';
    const write = cold<SavedFile>('-----|');
    const { operator } = saving(write);
    expectObservable(source.pipe(operator), unsub).toBe('-');
    expectSubscriptions(write.subscriptions).toBe('-^!');
  });
});

test('a line for each image: path, label, prediction, probability', () => {
  const { saved, operator } = saving(of({ path: '/run/predictions.csv', bytes: 1 }));
  concat(of(events.x), of(events.r))
    .pipe(
      operator,
      map(() => 0),
    )
    .subscribe();
  expect(saved).toEqual([['predictions.csv', predictionsCsv(predictions, ['cat', 'dog'])]]);
  expect(predictionsCsv(predictions, ['cat', 'dog']).split('\n')).toEqual([
    'path,label,predicted,probability',
    '"/data/cat, ""one"".jpg",cat,dog,0.750000',
    '/data/2.jpg,,,',
    '/data/3.jpg,dog,cat;dog,0.600000;0.900000',
    '',
  ]);
});
