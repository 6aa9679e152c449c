import { from, ignoreElements, map, NEVER } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { MillraceError, trainingDiverged, type Metric } from '../../../src/core/index.ts';
import { experimentsOf, experimentsTable, foldRunState, noRunState } from '../../../src/reports/index.ts';
import { trainingLines } from '../../../tui/lines/training-lines.ts';
import { collect } from '../../support/collect.ts';
import { made } from '../../support/made-metrics.ts';
import { marbles } from '../../support/marbles.ts';

const metrics: Record<string, Metric> = {
  a: made.runStarted(),
  b: made.epochRow(),
  c: made.runStarted({ pipeline: 'mixup' }),
  d: made.phaseStarted(),
  e: made.step(),
  f: made.checkpointSaved(),
};
const lines = {
  l: 'RunStarted',
  m: 'EpochRow',
  w: 'Results are in /runs/1',
};
const display = map(({ _tag }: Metric) => _tag);
const operator = trainingLines({ runFolder: '/runs/1', continues: true, display });

describe('trainingLines', () => {
  test('emits the lines of the display, then the run folder', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-b-|', metrics);
      const sourceSubs = '   ^----!';
      const expected = '     -l-m-(w|)';
      expectObservable(source.pipe(operator)).toBe(expected, lines);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test('adds a table of several runs', () => {
    const [t, u, v, x] = experimentsTable(
      experimentsOf(
        [made.runStarted(), made.runStarted({ pipeline: 'mixup' })].reduce(foldRunState, noRunState),
      ),
    );
    marbles().run(({ cold, expectObservable }) => {
      const output = cold('-a-c-|', metrics).pipe(operator);
      expectObservable(output).toBe('-l-l-(tuvxw|)', { ...lines, t, u, v, x });
    });
  });

  test('after an evaluation, names the report and the command that finds wrong labels', async () => {
    const start = made.runStarted({ pipeline: 'validate', config: { data: '/my photos' } });
    const linesOf = (isDashboard: boolean, summary = made.predictionSummary()) =>
      collect(
        from([start, summary]).pipe(
          trainingLines({ runFolder: '/runs/1', continues: false, isDashboard, display: ignoreElements() }),
        ),
      );
    const last = [
      'Results are in /runs/1',
      'Report: /runs/1/report.html',
      "To find wrong labels: npm start -- verify '/my photos' --run /runs/1",
    ];
    expect(await linesOf(false)).toEqual(last);
    // The log has the table of classes.
    const all = await linesOf(true);
    expect(all[0]).toMatch(/^class +precision/);
    expect(all.slice(-3)).toEqual(last);
    expect(await linesOf(false, made.predictionSummary({ mistakes: [] }))).toEqual(last.slice(0, 2));
  });

  test('an error passes after the last progress, the checkpoint, and how to continue', () => {
    const rerun = 'npm start -- --config /runs/1/config.json';
    const kept =
      'The run failed. The model of the last complete epoch is /runs/1/model.safetensors. ' +
      `To continue training: ${rerun} --continue /runs/1`;
    const values = {
      ...{ ...lines, n: 'PhaseStarted', o: 'Step', p: 'CheckpointSaved' },
      i: `The run failed before finishing an epoch. To rerun: ${rerun}`,
      h:
        'Last progress: epoch 1 of 2, step 1 of 4: loss 2.250000, lr 0.00120, 64.0 images/s, data wait 25 %, ' +
        '00:03 left in epoch, 00:07 in phase',
      k: kept,
    };
    marbles().run(({ cold, expectObservable }) => {
      expectObservable(cold('-a-#', metrics).pipe(operator)).toBe('-l-(iw#)', values);
      expectObservable(cold('-ade-#', metrics).pipe(operator)).toBe('-lno-(hiw#)', values);
      expectObservable(cold('-adef-#', metrics).pipe(operator)).toBe('-lnop-(hkw#)', values);
      expectObservable(cold('-#', metrics).pipe(operator)).toBe('-#', values);
    });
  });

  test('a run whose folder was removed has no results, and nothing to continue', () => {
    const removed = trainingLines({ runFolder: '/runs/1', continues: true, hasFolder: () => false, display });
    marbles().run(({ cold, expectObservable }) => {
      expectObservable(cold('-af-#', metrics).pipe(removed)).toBe('-lp-#', {
        ...lines,
        p: 'CheckpointSaved',
      });
    });
  });

  test('after a divergence, the advice is a lower learning rate', () => {
    const error = new MillraceError(trainingDiverged('phase 1, epoch 1, step 2', 'a finite loss', 'NaN'));
    const rerun = 'npm start -- --config /runs/1/config.json';
    const values = {
      ...{ ...lines, p: 'CheckpointSaved' },
      i: `The run failed before finishing an epoch. To rerun: ${rerun} --lr 0.0003`,
      j: `The run failed before finishing an epoch. To rerun: ${rerun} --lr X`,
      k:
        'The run failed. The model of the last complete epoch is /runs/1/model.safetensors. ' +
        `To continue training: ${rerun} --lr 0.0003 --continue /runs/1`,
    };
    marbles().run(({ cold, expectObservable }) => {
      expectObservable(cold('-a-#', metrics, error).pipe(operator)).toBe('-l-(iw#)', values, error);
      expectObservable(cold('-af-#', metrics, error).pipe(operator)).toBe('-lp-(kw#)', values, error);
      const own = { ...metrics, a: made.runStarted({ config: {} }) };
      expectObservable(cold('-a-#', own, error).pipe(operator)).toBe('-l-(jw#)', values, error);
    });
  });

  test('a command with a path that a shell would split is quoted', () => {
    const spaced = trainingLines({ runFolder: "/my runs/it's 1", continues: true, display });
    const quoted = (text: string): string => text.replaceAll("it's", String.raw`it'\''s`);
    const values = {
      ...{ ...lines, p: 'CheckpointSaved', w: "Results are in /my runs/it's 1" },
      k:
        'The run failed. The model of the last complete epoch is /runs/1/model.safetensors. ' +
        `To continue training: npm start -- --config '${quoted("/my runs/it's 1")}/config.json' --continue '${quoted("/my runs/it's 1")}'`,
    };
    marbles().run(({ cold, expectObservable }) => {
      expectObservable(cold('-af-#', metrics).pipe(spaced)).toBe('-lp-(kw#)', values);
    });
  });

  test('a user’s own pipeline is named by its file, which then needs no --trust', () => {
    const own = trainingLines({ runFolder: '/runs/1', file: '/my work/mine.ts', continues: false, display });
    const i =
      "The run failed before finishing an epoch. To rerun: npm start -- run '/my work/mine.ts' --config /runs/1/config.json";
    marbles().run(({ cold, expectObservable }) => {
      expectObservable(cold('-a-#', metrics).pipe(own)).toBe('-l-(iw#)', { ...lines, i });
    });
  });

  test('never, empty, endless until unsubscribed', () => {
    marbles().run(({ cold, hot, expectObservable, expectSubscriptions }) => {
      expectObservable(NEVER.pipe(operator)).toBe('-');
      expectObservable(cold('--|', metrics).pipe(operator)).toBe('--|');
      const source = hot('-a-b-b-', metrics);
      expectObservable(source.pipe(operator), '----!').toBe('-l-m', lines);
      expectSubscriptions(source.subscriptions).toBe('^---!');
    });
  });
});

describe('the next command', () => {
  const linesOf = (...run: readonly Metric[]): readonly string[] => {
    const all: string[] = [];
    from(run)
      .pipe(operator)
      .subscribe((line) => all.push(line));
    return all.slice(run.length);
  };
  test('after a search, trains with its rate', () => {
    const search = [made.runStarted({ pipeline: 'lr-find' }), made.lrStep(), made.lrFound()];
    expect(linesOf(...search)).toEqual([
      'Results are in /runs/1',
      'To train with the valley: npm start -- baseline --config /runs/1/config.json --lr 0.0021',
    ]);
    const mixed = [
      made.runStarted({ pipeline: 'lr-find', config: { mixup: 0.4 } }),
      made.lrStep(),
      made.lrFound(),
    ];
    expect(linesOf(...mixed).at(-1)).toContain('-- mixup --config');
    // A run that searched its rate has used it.
    expect(linesOf(made.runStarted(), made.lrStep(), made.lrFound())).toEqual(['Results are in /runs/1']);
  });
});
