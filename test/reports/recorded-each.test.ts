import { defer, EMPTY, type Observable } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type { Metric } from '../../src/core/index.ts';
import { experimentsTable, foldExperiments, jsonLine, recordedEach } from '../../src/reports/index.ts';
import { made } from '../support/made-metrics.ts';
import { marbles } from '../support/marbles.ts';

const metrics: Record<string, Metric> = {
  s: made.runStarted({ pipeline: 'one' }),
  a: made.epochRow(),
  b: made.runEnded(),
  t: made.runStarted({ pipeline: 'two' }),
  c: made.epochRow({ scores: { accuracy: 1 } }),
  d: made.runEnded(),
};

/** Files in memory, by their paths. */
function memory() {
  const files = new Map<string, string>();
  const put = (path: string, text: string): Observable<void> =>
    defer(() => {
      files.set(path, text);
      return EMPTY;
    });
  const sink = (folder: string) => ({
    write: (name: string, text: string) => put(folder + name, text),
    append: (name: string, text: string) => put(folder + name, (files.get(folder + name) ?? '') + text),
  });
  return { files, config: { sinkOf: (name: string) => sink(`${name}/`), sink: sink('') } };
}

const linesOf = (letters: string): string =>
  Array.from(letters)
    .map((letter) => jsonLine(metrics[letter] as Metric))
    .join('');

describe('recordedEach', () => {
  test('every run has a folder of its own, and all have a table', () => {
    const { files, config } = memory();
    marbles().run(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const source = cold('  (sab)(tcd)|', metrics);
      const sourceSubs = '   ^---------!';
      const expected = '     (sab)(tcd)|';
      expectObservable(source.pipe(recordedEach(config))).toBe(expected, metrics);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
      flush();
    });
    expect(files.get('one/metrics.jsonl')).toBe(linesOf('sab'));
    expect(files.get('two/metrics.jsonl')).toBe(linesOf('tcd'));
    expect(files.get('one/result.json')).toContain('"accuracy": 0.46804');
    expect(files.get('two/result.json')).toContain('"accuracy": 1');
    const rows = Array.from('sabtcd')
      .map((letter) => metrics[letter] as Metric)
      .reduce(foldExperiments, []);
    expect(files.get('table.md')).toBe(`${experimentsTable(rows).join('\n')}\n`);
  });

  test('never, empty, endless and left, an error', () => {
    marbles().run(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const { config } = memory();
      expectObservable(cold('-', metrics).pipe(recordedEach(config))).toBe('-');
      expectObservable(cold('--|', metrics).pipe(recordedEach(config))).toBe('--|');
      const source = hot('-s-a-a-a', metrics);
      expectObservable(source.pipe(recordedEach(config)), '----!').toBe('-s-a', metrics);
      expectSubscriptions(source.subscriptions).toBe('^---!');
      expectObservable(cold('-s-#', metrics).pipe(recordedEach(config))).toBe('-s-#', metrics);
    });
  });

  test('what was done before an error is written', () => {
    const { files, config } = memory();
    marbles().run(({ cold, expectObservable, flush }) => {
      expectObservable(cold('(sab)(t#)', metrics).pipe(recordedEach(config))).toBe('(sab)(t#)', metrics);
      flush();
    });
    expect(files.get('one/metrics.jsonl')).toBe(linesOf('sab'));
    expect(files.get('two/metrics.jsonl')).toBe(linesOf('t'));
  });
});
