import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { from, take } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type { Metric } from '../../../src/core/index.ts';
import { rasterize, runFolder, thumbnail, type RunFolder } from '../../../src/io/index.ts';
import { jsonLine, recorded, recordedEach, reportIn } from '../../../src/reports/index.ts';
import { reportOutput, type ReportOptions } from '../../../tui/commands/report.ts';
import type { Given } from '../../../tui/cli/commands.ts';
import { runArguments } from '../../../tui/run-arguments.ts';
import type { Printed } from '../../../tui/printed.ts';
import { collect } from '../../support/collect.ts';
import { made } from '../../support/made-metrics.ts';
import { olderRun, olderRuns } from '../../support/older-runs.ts';
import { writePhotos } from '../../support/photos.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { madeGiven } from '../made-given.ts';

interface Arguments {
  readonly out?: string;
  readonly json?: boolean;
}

const given = (run: string, { out, json = false }: Arguments = {}): Given<ReportOptions> =>
  madeGiven({ words: [run], options: { out }, shared: { json } });

const report = (run: string, options?: Arguments): Promise<readonly Printed[]> =>
  collect(reportOutput(given(run, options)));

const top = (path: string) => ({
  path,
  actual: [{ index: 0, probability: 0.01 }],
  predicted: [{ index: 1, probability: 0.99 }],
  loss: 4.61,
});

const metricsOf = (...images: readonly string[]): readonly Metric[] => [
  made.runStarted(),
  made.phaseStarted(),
  made.step(),
  made.step({ step: 1, loss: NaN }),
  made.bestSaved({ epoch: 0 }),
  made.epochRow(),
  made.predictionSummary({ topLosses: images.map(top) }),
  made.checkpointSaved(),
  made.runEnded(),
];

/** Metrics of a run whose report has no drawings, each of which takes a tenth of a second. */
const undrawn = (pipeline: string): readonly Metric[] => [
  made.runStarted({ pipeline }),
  made.predictionSummary({ confusion: null, topLosses: [] }),
  made.checkpointSaved(),
  made.runEnded(),
];

const also = (folder: RunFolder, configured = folder.path, pipeline = 'baseline') => [
  reportIn(folder, {
    thumbnail,
    rasterize,
    run: runArguments({ folder: folder.path, configured, pipeline }),
  }),
];

/** Records a run as the engine process does, with its report. */
function record(path: string, metrics: readonly Metric[]): Promise<unknown> {
  const folder = runFolder({ path });
  return collect(from(metrics).pipe(recorded(folder, { also: also(folder) })));
}

const filesOf = (folder: string): ReadonlyMap<string, string> =>
  new Map(
    readdirSync(folder)
      .filter((name) => /\.(html|png)$/.test(name))
      .map((name) => [name, readFileSync(join(folder, name), 'base64')]),
  );

const names = ['report.html', 'loss.png', 'accuracy.png', 'learning-rate.png', 'confusion.png', 'top-losses.png']; // prettier-ignore

describe('report', () => {
  test('writes what the run wrote, byte for byte', async () => {
    using temporary = temporaryFolder();
    const [run, photos, out] = ['run', 'photos', 'again'].map((name) => join(temporary.path, name)) as [string, string, string]; // prettier-ignore
    await writePhotos(photos, 1);
    await record(run, metricsOf(join(photos, 'red', '0.jpg'), join(photos, 'gone.jpg')));
    const written = filesOf(run);
    expect(await report(run, { out })).toEqual([
      ...names.map((name) => `Wrote ${join(out, name)}`),
      `To view it, open ${pathToFileURL(join(out, 'report.html')).href} in a browser.`,
    ]);
    expect(filesOf(out)).toEqual(written);
    expect(readdirSync(out).sort()).toEqual([...names].sort());
  });

  test('by default writes into the run folder; with --json prints the paths', async () => {
    using run = temporaryFolder();
    await record(run.path, undrawn('baseline'));
    const written = filesOf(run.path);
    const page = join(run.path, 'report.html');
    writeFileSync(page, '');
    expect(await report(join(run.path, 'metrics.jsonl'), { json: true })).toEqual([
      { json: `${JSON.stringify({ files: [page] })}\n`, hasFailed: false },
    ]);
    expect(filesOf(run.path)).toEqual(written);
  });

  test('writes the report of each of several runs', async () => {
    using temporary = temporaryFolder();
    const [run, out] = [join(temporary.path, 'chapter'), join(temporary.path, 'again')];
    const folder = runFolder({ path: run });
    await collect(
      from([...undrawn('first'), ...undrawn('second')]).pipe(
        recordedEach({
          sinkOf: folder.within,
          configOf: (name) => ({ also: also(folder.within(name), run, 'chapter') }),
          sink: folder,
          config: { pipeline: 'chapter' },
        }),
      ),
    );
    const printed = await report(run, { out });
    expect(printed.at(0)).toBe(`Wrote ${join(out, 'first', 'report.html')}`);
    expect(printed.at(-1)).toBe('To view them, open each report.html in a browser.');
    for (const name of ['first', 'second']) {
      expect(readFileSync(join(run, name, 'report.html'), 'utf8')).toContain(
        `chapter --config ${run}/config.json`,
      );
      expect(filesOf(join(out, name))).toEqual(filesOf(join(run, name)));
    }
    expect(filesOf(out).size).toBe(0);
  });

  test.each(olderRuns)('reads %s, whose images are missing', async (name) => {
    using out = temporaryFolder();
    // Unsubscribed before the drawings.
    await collect(reportOutput(given(olderRun(name), { out: out.path })).pipe(take(1)));
    const page = readFileSync(join(out.path, 'report.html'), 'utf8');
    expect(page).toContain('This image could not be read: ');
    expect(page).toContain('completed');
  });

  test('a running run has the report of what it has recorded so far', async () => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'run.lock'), JSON.stringify({ pid: process.pid, host: hostname() }));
    const [started = '', summary = ''] = undrawn('baseline').map(jsonLine);
    const metrics = (...lines: readonly string[]): void =>
      writeFileSync(join(folder.path, 'metrics.jsonl'), lines.join(''));
    metrics(started, summary.slice(0, -1));
    expect(await report(folder.path)).toEqual([
      expect.stringMatching(/ is running: /),
      expect.stringMatching(/ has no report yet: it has recorded no epoch/),
      { exitCode: 1 },
    ]);
    expect(await report(folder.path, { json: true })).toContainEqual({
      json: '{"files":[]}\n',
      hasFailed: true,
    });
    metrics(started, summary, '{"_tag":"Run');
    expect((await report(folder.path)).at(0)).toMatch(/ is running: /);
    expect(readFileSync(join(folder.path, 'report.html'), 'utf8')).toContain('unfinished');
  });

  test('no run, a damaged line and a folder that is not writable are mistakes', async () => {
    using folder = temporaryFolder();
    await expect(report(join(folder.path, 'none'))).rejects.toThrow(
      /none: expected a run folder with metrics\.jsonl/,
    );
    mkdirSync(join(folder.path, 'run'));
    const metrics = join(folder.path, 'run', 'metrics.jsonl');
    writeFileSync(metrics, `${undrawn('baseline').map(jsonLine).join('')}{"_tag"\n`);
    await expect(report(join(folder.path, 'run'))).rejects.toThrow(`${metrics}:5: expected a metric`);
    await expect(report(join(folder.path, 'run'), { out: join(metrics, 'out') })).rejects.toThrow(
      'out: expected a writable folder, received a file is in the way',
    );
    expect(filesOf(join(folder.path, 'run')).size).toBe(0);
  });

  test('a name of a run leads to no folder outside', async () => {
    using folder = temporaryFolder();
    await record(join(folder.path, 'other'), undrawn('baseline'));
    await record(join(folder.path, 'run'), undrawn('../other'));
    const out = join(folder.path, 'out');
    await report(join(folder.path, 'run'), { out });
    expect([...filesOf(out).keys()]).toEqual(['report.html']);
  });
});
