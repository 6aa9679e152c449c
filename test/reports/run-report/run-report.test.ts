import * as E from 'fp-ts/lib/Either.js';
import { EMPTY, map, NEVER, of, throwError } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { runReport, type RunReportConfig } from '../../../src/reports/index.ts';
import type { Plot } from '../../../src/reports/run-report/plots/plot.ts';
import { made } from '../../support/made-metrics.ts';
import { marbles } from '../../support/marbles.ts';

const png = Uint8Array.of(1);
const metrics = {
  r: made.runStarted(),
  f: made.phaseStarted(),
  s: made.step(),
  e: made.epochRow(),
  p: made.predictionSummary(),
  q: made.predictionSummary({ topLosses: [] }),
  x: made.runEnded(),
};
const plot = (name: Plot['name']): Plot => ({
  name,
  title: name,
  description: name,
  size: { width: 1, height: 1 },
  draw: ({ title = '' }) => `<svg>${title}</svg>`,
});
/** Importing the charts takes real time, which marbles do not have. */
const plots$ = of({ plotsOf: () => [plot('loss'), plot('confusion')] });

const config: RunReportConfig = {
  thumbnail: () => of(E.right(png)),
  rasterize: () => of(png),
  plots$,
};
const names = { h: 'report.html', i: 'loss.png', j: 'confusion.png', k: 'top-losses.png' };
const named = map(({ name }: { readonly name: string }) => name);

describe('runReport', () => {
  test('emits the page when the run ends, then its plots and images', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('    -r-e-p|          ', metrics);
      const sourceSubs = '     ^-----!          ';
      const thumbnail = cold('       --(t|)     ', { t: E.right(png) });
      const rasterize = cold('        -(i|)    ', { i: png });
      const expected = '       --------hij(k|)  ';
      const operator = runReport({ ...config, thumbnail: () => thumbnail, rasterize: () => rasterize });
      expectObservable(source.pipe(operator, named)).toBe(expected, names);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
      expectSubscriptions(thumbnail.subscriptions).toBe('------^-!');
      expectSubscriptions(rasterize.subscriptions).toBe(['--------^!', '---------^!', '----------^!']);
    });
  });

  test.each([
    ['an epoch', '--(re|)', '--(hij|)'],
    ['no image has a loss', '--(req|)', '--(hij|)'],
    ['images were only classified', '--(rp|)', '--(hijk|)'],
    ['stopped before the first epoch: no report', '--(rfsx|)', '--|'],
    ['empty: no report', '--|', '--|'],
    ['never', '-', '-'],
    ['an error: no report', '-re-#', '----#'],
  ])('%s', (_, diagram, expected) => {
    marbles().run(({ cold, expectObservable }) => {
      expectObservable(cold(diagram, metrics).pipe(runReport(config), named)).toBe(expected, names);
    });
  });

  test('endless, unsubscribed', () => {
    marbles().run(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('   -r-e-s-s-', metrics);
      const unsub = '        -----!';
      expectObservable(source.pipe(runReport(config)), unsub).toBe('------');
      expectSubscriptions(source.subscriptions).toBe('^----!');
    });
  });

  test('unsubscribed early, stops reading and drawing', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const thumbnail = cold('--(t|)', { t: E.right(png) });
      const rasterize = cold('---(i|)', { i: png });
      const reading = cold('(rep|)', metrics).pipe(
        runReport({ ...config, thumbnail: () => thumbnail }),
        named,
      );
      expectObservable(reading, '-!').toBe('--');
      expectSubscriptions(thumbnail.subscriptions).toBe('^!');
      const drawing = cold('(rep|)', metrics).pipe(
        runReport({ ...config, rasterize: () => rasterize }),
        named,
      );
      expectObservable(drawing, '-!').toBe('h-', names);
      expectSubscriptions(rasterize.subscriptions).toBe('^!');
    });
  });

  test('the page names an unreadable image and the reason', () => {
    const failing = (thumbnail: RunReportConfig['thumbnail']): string => {
      let page = '';
      of(...[metrics.r, metrics.p])
        .pipe(runReport({ ...config, thumbnail }))
        .subscribe(({ name, content }) => {
          if (name === 'report.html') page = String(content);
        });
      return page;
    };
    expect(failing(() => of(E.left('<gone>')))).toContain('could not be read: &lt;gone&gt;');
    expect(failing(() => throwError(() => new Error('no disk')))).toContain('could not be read: no disk');
    expect(
      failing(() => {
        throw new Error('no eyes');
      }),
    ).toContain('could not be read: no eyes');
    expect(failing(() => EMPTY)).toContain('could not be read: not read');
  });

  test('errors if a drawing fails, after the page', () => {
    const broken = new Error('no ink');
    marbles().run(({ cold, expectObservable }) => {
      const thrown = (): never => {
        throw broken;
      };
      for (const rasterize of [() => throwError(() => broken), thrown]) {
        const output = cold('--(re|)', metrics).pipe(runReport({ ...config, rasterize }), named);
        expectObservable(output).toBe('--(h#)', names, broken);
      }
    });
  });

  test('draws a plot when its turn comes, under the name of the run', () => {
    const drawn: string[] = [];
    of(metrics.r, metrics.e)
      .pipe(
        runReport({
          ...config,
          rasterize: (svg) => {
            drawn.push(svg);
            return drawn.length === 1 ? of(png) : NEVER;
          },
        }),
      )
      .subscribe()
      .unsubscribe();
    expect(drawn).toEqual(['<svg>baseline: loss</svg>', '<svg>baseline: confusion</svg>']);
  });
});

test('the heading names a precision below float32', () => {
  const headingIn = (precision: string): string => {
    let page = '';
    of(made.runStarted({ config: { precision } }), metrics.p)
      .pipe(runReport(config))
      .subscribe(({ name, content }) => {
        if (name === 'report.html') page = String(content);
      });
    return page.slice(page.indexOf('<header>'), page.indexOf('</header>'));
  };
  expect(headingIn('bfloat16')).toContain(' · bfloat16</p>');
  expect(headingIn('float32')).not.toContain('float32');
});
