import { NEVER, of, throwError, type Observable } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { defineCommand, describeError, MillraceError, type AnyCommand } from '../../../src/core/index.ts';
import { eventsOf } from '../../../tui/engine-process/events-of.ts';
import { madeWorld } from '../../learner/made-world.ts';
import { made } from '../../support/made-metrics.ts';
import { marbles } from '../../support/marbles.ts';

const world = madeWorld();
const commandOf = (run: () => unknown, line?: (event: never) => unknown): AnyCommand =>
  ({
    ...{ name: 'mine', summary: '', example: '', defaults: {}, run },
    ...(line === undefined ? {} : { line }),
  }) as AnyCommand;
const eventsFrom = (events: Observable<unknown>, line?: (event: never) => unknown) =>
  eventsOf(
    commandOf(() => events, line),
    world,
    {},
  );

const counted = { _tag: 'Counted', images: 3 };
const e = { _tag: 'Event', event: counted };
const m = made.epochRow();

describe('eventsOf', () => {
  test('metrics pass; other events get their line', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -m-c-|', { m, c: counted });
      const sourceSubs = '   ^----!';
      const expected = '     -m-e-|';
      expectObservable(eventsFrom(source)).toBe(expected, { m, e });
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
      const line = ({ images }: typeof counted): string => `${images} images`;
      expectObservable(eventsFrom(of(counted), line)).toBe('(e|)', { e: { ...e, line: '3 images' } });
    });
  });

  test('NaN is a number', () => {
    const diverged = made.step({ loss: NaN, smoothLoss: Infinity });
    marbles().run(({ expectObservable }) => {
      expectObservable(eventsFrom(of(diverged))).toBe('(s|)', { s: diverged });
    });
  });

  test('never, an error, unsubscribed early', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      expectObservable(eventsFrom(NEVER)).toBe('-');
      const lost = new Error('lost');
      expectObservable(eventsFrom(throwError(() => lost))).toBe('#', {}, lost);
      const source = cold('-c-c', { c: counted });
      expectObservable(eventsFrom(source), '--!').toBe('-e', { e });
      expectSubscriptions(source.subscriptions).toBe('^-!');
    });
  });

  const cycle: Record<string, unknown> = { _tag: 'Cycle' };
  cycle['itself'] = cycle;

  test.each<[string, unknown, RegExp]>([
    ['no object', 5, /objects with a string `_tag`, received 5/],
    ['no tag', { images: 3 }, /objects with a string `_tag`/],
    ['a function', { _tag: 'F', f: () => 1 }, /events that JSON can express/],
    ['a promise', { _tag: 'P', p: Promise.resolve() }, /events that JSON can express/],
    [
      'a metric with a function',
      made.runStarted({ config: { loss: () => 1 } }),
      /events that JSON can express/,
    ],
    ['null instead of NaN', made.step({ loss: null as never }), /Step whose loss is not a number/],
    ['a big integer', { _tag: 'B', n: 2n }, /events that JSON can express/],
    ['a cycle', cycle, /events that JSON can express/],
    [
      'the tag of a metric',
      { _tag: 'Step', n: 1 },
      /a tag of its own, received Step whose phase is not a number/,
    ],
  ])('%s is no event', (_, event, message) => {
    let error: unknown;
    eventsFrom(of(event)).subscribe({ error: (cause: unknown) => (error = cause) });
    expect(error).toBeInstanceOf(MillraceError);
    expect(describeError((error as MillraceError).detail)).toMatch(message);
  });

  test('a line that is no text, and a run that returns no stream', () => {
    let error: unknown;
    eventsFrom(of(counted), () => 7).subscribe({ error: (cause: unknown) => (error = cause) });
    expect(describeError((error as MillraceError).detail)).toMatch(/a string from its `line`, received 7/);
    expect(() =>
      eventsOf(
        commandOf(() => 3),
        world,
        {},
      ),
    ).toThrow(/an Observable of metrics from its `run`/);
    const own = defineCommand({
      name: 'mine',
      summary: '',
      example: '',
      defaults: {},
      run: () => of(counted),
    });
    expect(own.trains).toBe(false);
  });
});
