import * as E from 'fp-ts/lib/Either.js';
import { from, of } from 'rxjs';
import type { Metric, TopLoss } from '../../../src/core/index.ts';
import { runReport, type RunReportConfig } from '../../../src/reports/index.ts';
import { collect } from '../../support/collect.ts';
import { made } from '../../support/made-metrics.ts';

export interface WrittenReport {
  readonly names: readonly string[];
  readonly page: string;
  /** By file name. */
  readonly drawings: ReadonlyMap<string, string>;
}

/** Returns the files of a run; for plots, the SVG instead of the PNG. */
export async function writeReport(
  metrics: readonly Metric[],
  config: Pick<RunReportConfig, 'run'> = {},
): Promise<WrittenReport> {
  const thumbnail = (path: string) =>
    of(path.includes('gone') ? E.left(`no ${path}`) : E.right(Uint8Array.of(255, 216, 255)));
  const files = await collect(
    from(metrics).pipe(runReport({ ...config, thumbnail, rasterize: (svg) => of(Buffer.from(svg)) })),
  );
  const texts = files.map(({ name, content }) => [name, Buffer.from(content).toString()] as const);
  return {
    names: files.map(({ name }) => name),
    page: texts.find(([name]) => name === 'report.html')?.[1] ?? '',
    drawings: new Map(texts),
  };
}

/** Returns two steps and a row. */
export const epoch = (phase: number, number: number, accuracy: number): readonly Metric[] => [
  made.step({ phase, epoch: number, step: 0, loss: 2.5 - accuracy, smoothLoss: 2.25 }),
  made.step({ phase, epoch: number, step: 1, loss: 2 - accuracy, smoothLoss: 2 }),
  made.epochRow({ phase, epoch: number, scores: { accuracy }, validLoss: 1.5 - accuracy }),
];

export const top = (change: Partial<TopLoss> = {}): TopLoss => ({
  path: '/images/cat/7.jpg',
  actual: [{ index: 0, probability: 0.01 }],
  predicted: [{ index: 1, probability: 0.985 }],
  loss: 4.6125,
  ...change,
});
