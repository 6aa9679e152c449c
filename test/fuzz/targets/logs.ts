import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { renderToString } from 'ink';
import { from, of } from 'rxjs';
import { createElement } from 'react';
import type { Metric } from '../../../src/core/index.ts';
import { rasterize } from '../../../src/io/index.ts';
import {
  experimentsOf,
  experimentsTable,
  foldRunState,
  historyCsv,
  noRunState,
  resultJson,
  runReport,
  tensorBoardEvents,
  type RunState,
} from '../../../src/reports/index.ts';
import { RunScreen } from '../../../tui/dashboard/components/run-screen.tsx';
import { firstLook, panes } from '../../../tui/dashboard/keys.ts';
import { compareLines } from '../../../tui/lines/compare-lines.ts';
import { plainLines } from '../../../tui/lines/plain.ts';
import { recordedMetrics } from '../../../tui/commands/watched-run.ts';
import { check, isHarmless, type PrepareTarget } from '../fuzz-target.ts';
import { mutateBytes } from '../mutations/bytes.ts';
import { mutateEveryNumber, mutateNumber } from '../mutations/json.ts';
import { mutateLines } from '../mutations/lines.ts';
import { pick } from '../mutations/mutated.ts';
import { logs } from './recorded-metrics.ts';
import { collect } from '../../support/collect.ts';

const screenOf = (view: RunState, draw: () => number): string => {
  const look = {
    ...firstLook,
    pane: pick(draw, panes),
    zoom: pick(draw, ['all', 'epoch', 'latest'] as const),
    log: draw() < 0.5,
  };
  const [columns, rows] = pick(draw, [
    [60, 16],
    [120, 40],
  ] as const);
  const can = { keys: true, pausable: true, watching: false, closing: draw() < 0.2 };
  const element = createElement(RunScreen, { frame: { view, silence: 0 }, look, columns, rows, ...can });
  return renderToString(element, { columns });
};

/**
 * Logs of runs (metrics.jsonl): what is accepted can be shown in every way, also while the run is in progress, and controls no
 * terminal.
 */
const prepare: PrepareTarget = (folder) => ({
  mutant: (draw) => {
    const log = pick(draw, logs);
    if (draw() < 0.2) {
      const { value, how } = mutateBytes(
        Buffer.from(log),
        draw,
        logs.map((each) => Buffer.from(each)),
      );
      return { file: 'metrics.jsonl', bytes: value, how };
    }
    const { value, how } = pick(draw, [
      () => mutateLines(log, draw),
      () => mutateLines(log, draw, mutateNumber),
      () => ({
        value: mutateEveryNumber(mutateEveryNumber(log, draw), draw),
        how: 'change every number of a name',
      }),
      () => ({
        value: log.replaceAll(/.+/g, (line) => (draw() < 0.3 ? mutateNumber(line, draw) : line)),
        how: 'change numbers in many lines',
      }),
    ])();
    return { file: 'metrics.jsonl', bytes: Buffer.from(value), how };
  },
  examine: async ({ bytes }, draw) => {
    writeFileSync(join(folder, 'metrics.jsonl'), bytes);
    const metrics: readonly Metric[] = await collect(recordedMetrics(folder));
    const states = metrics.reduce<readonly RunState[]>(
      (before, metric) => [...before, foldRunState(before.at(-1) ?? noRunState, metric)],
      [],
    );
    const last = states.at(-1) ?? noRunState;
    const printed = [
      ...(await collect(from(metrics).pipe(plainLines({ now: () => 0, intervalMs: 0 })))),
      ...compareLines(
        [last, states[Math.floor(states.length / 2)] ?? noRunState].map((run) => ({
          name: 'a',
          state: 'completed',
          run,
        })),
        { width: 100 },
      ).map((line) => line.map(({ text }) => text).join('')),
      ...screenOf(last, draw).split('\n'),
      ...screenOf(pick(draw, [noRunState, ...states]), draw).split('\n'),
      ...experimentsTable(experimentsOf(last)),
    ];
    const wrong = printed.find((line) => !isHarmless(line));
    check(wrong === undefined, `a line with control characters: ${JSON.stringify(wrong)}`);
    JSON.parse(resultJson(last));
    await collect(from(metrics).pipe(historyCsv()));
    await collect(from(metrics).pipe(tensorBoardEvents({ wallTime: () => 0 })));
    if (draw() < 0.7) return;
    const files = await collect(
      from(metrics).pipe(
        runReport({
          thumbnail: () => of(E.left('not an image')),
          rasterize: draw() < 0.1 ? rasterize : () => of(new Uint8Array()),
        }),
      ),
    );
    for (const { content } of files)
      check(!/<script|<img src="(?!data:)/i.test(String(content)), 'HTML from the log in the report');
  },
});

export default prepare;
