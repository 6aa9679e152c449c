import { catchError, concat, defer, from, tap, throwError, type OperatorFunction } from 'rxjs';
import { shellCommand, type CheckpointSaved, type Metric } from '../../src/core/index.ts';
import {
  experimentsTable,
  foldExperiments,
  foldProgress,
  noProgress,
  type ExperimentRow,
  type Progress,
} from '../../src/reports/index.ts';
import { progressLine } from './plain-text.ts';

/** How a training is told. */
export interface TrainingLinesConfig<A> {
  /** Where the run is written. */
  readonly runFolder: string;
  /** Whether its pipeline can go on from the model of a run. */
  readonly continues: boolean;
  /** Metrics → lines: `plainLines`, or the dashboard, which draws by itself and puts out none. */
  readonly display: OperatorFunction<Metric, A>;
}

/**
 * A training as its display shows it, then, of several runs, a table of them all, and where everything is. Where it
 * fails, what was heard last, what was kept, and how to go on; the error comes after that.
 *
 * ```text
 * source      -a-b-|       metrics
 * output      -l-m-(w|)    l, m what the display says of them; w says where the run is
 * ```
 */
export const trainingLines =
  <A>({ runFolder, continues, display }: TrainingLinesConfig<A>): OperatorFunction<Metric, A | string> =>
  (metrics) =>
    defer(() => {
      let told = nothing;
      return concat(
        metrics.pipe(
          tap((metric) => {
            told = fold(told, metric);
          }),
          display,
          catchError((error: unknown) =>
            concat(
              from(
                told.runs.length > 0
                  ? [...brokenOff(told, { runFolder, continues }), ...after(told, runFolder)]
                  : [],
              ),
              throwError(() => error),
            ),
          ),
        ),
        defer(() => from(after(told, runFolder))),
      );
    });

/** What a run told so far. */
interface Told {
  readonly runs: readonly ExperimentRow[];
  readonly progress: Progress;
  readonly saved: CheckpointSaved | null;
}

const nothing: Told = { runs: [], progress: noProgress, saved: null };

const fold = ({ runs, progress, saved }: Told, metric: Metric): Told => ({
  runs: foldExperiments(runs, metric),
  progress: foldProgress(progress, metric),
  saved: metric._tag === 'CheckpointSaved' ? metric : metric._tag === 'RunStarted' ? null : saved,
});

const after = ({ runs }: Told, runFolder: string): readonly string[] => [
  ...(runs.length > 1 ? experimentsTable(runs) : []),
  `The run is in ${runFolder}`,
];

function brokenOff(
  { progress, saved, runs }: Told,
  { runFolder, continues }: { readonly runFolder: string; readonly continues: boolean },
): readonly string[] {
  const again = shellCommand(`--config ${runFolder}/config.json`);
  const kept =
    saved === null
      ? `It broke off before an epoch was finished. To run it again: ${again}`
      : `It broke off; the model as it was after the last whole epoch is ${saved.path}. ` +
        (continues && runs.length === 1
          ? `To train it on: ${again} --continue ${runFolder}`
          : `To run it again: ${again}`);
  return progress.phase === null ? [kept] : [`Last heard: ${progressLine(progress)}`, kept];
}
