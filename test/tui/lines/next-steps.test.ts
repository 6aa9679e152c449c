import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Metric } from '../../../src/core/index.ts';
import { foldRunState, noRunState } from '../../../src/reports/index.ts';
import { nextSteps, type NextStepsConfig } from '../../../tui/lines/next-steps.ts';
import { made } from '../../support/made-metrics.ts';

const runFolder = resolve('runs/1');

const stepsOf = (metrics: readonly Metric[], change: Partial<NextStepsConfig> = {}): readonly string[] =>
  nextSteps(metrics.reduce(foldRunState, noRunState), { runFolder, canResume: false, ...change });

const trained = [
  made.runStarted(),
  made.phaseStarted(),
  made.epochRow(),
  made.checkpointSaved(),
  made.predictionSummary(),
];
const ended = made.runEnded();
const stopped = made.runEnded({ why: 'stopped' });

const uses = (run: string) => [
  `To classify a photo: npm start -- predict ${run} photo.jpg`,
  `To try it in a browser: npm start -- serve ${run}`,
];

describe('what to do next', () => {
  test('after a training: the report, the uses of the model, and the run again', () => {
    expect(stepsOf([...trained, ended])).toEqual([
      'Report: runs/1/report.html',
      ...uses('runs/1'),
      'To see the training again: npm start -- watch runs/1',
    ]);
  });

  test('after a stop: first to resume it', () => {
    const steps = stepsOf([...trained, stopped], { canResume: true });
    expect(steps).toHaveLength(2);
    expect(steps[0]).toBe(`To resume it: npm start -- resume ${runFolder}`);
    expect(steps[1]).toBe('Report: runs/1/report.html');
    expect(stepsOf([made.runStarted(), stopped], { canResume: true })).toHaveLength(1);
    expect(stepsOf([made.runStarted(), stopped], { canResume: true, isLaunched: true })).toEqual([
      `To resume it with the MPI launcher: npm start -- resume ${runFolder}`,
    ]);
    expect(stepsOf([made.runStarted(), stopped])).toEqual([]);
  });

  test('after an evaluation: the report, and the uses of the model that was evaluated', () => {
    const config = { from: resolve('runs/0') };
    expect(stepsOf([made.runStarted({ pipeline: 'tta', config }), made.predictionSummary(), ended])).toEqual([
      'Report: runs/1/report.html',
      ...uses('runs/0'),
    ]);
  });

  test('after several runs: the most accurate one that saved a model, compared with the second', () => {
    const run = (name: string, accuracy: number): readonly Metric[] => [
      made.runStarted({ pipeline: name }),
      made.epochRow({ scores: { accuracy } }),
      ended,
    ];
    const runs = [...run('baseline', 0.7), ...run('tta', 0.9), ...run('mixup', 0.8)];
    expect(stepsOf(runs)).toEqual([
      'Report of the most accurate: runs/1/mixup/report.html',
      ...uses('runs/1/mixup'),
      'To compare it with the second: npm start -- compare runs/1/mixup runs/1/baseline',
    ]);
    expect(stepsOf(runs, { file: '/mine.ts' })).toEqual([]);
  });

  test('after a pipeline of the user: no command that could not build its network', () => {
    expect(stepsOf([...trained, ended], { file: '/mine.ts' })).toEqual([
      'Report: runs/1/report.html',
      'To see the training again: npm start -- watch runs/1',
    ]);
  });

  test('paths are quoted for a shell; a run folder elsewhere has its whole path', () => {
    const steps = stepsOf([...trained, ended], { runFolder: '/my runs/1' });
    expect(steps[0]).toBe('Report: /my runs/1/report.html');
    expect(steps[1]).toBe("To classify a photo: npm start -- predict '/my runs/1' photo.jpg");
  });

  test('nothing without a run', () => {
    expect(stepsOf([])).toEqual([]);
  });
});
