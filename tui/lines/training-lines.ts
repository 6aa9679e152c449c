import { catchError, concat, defer, from, tap, throwError, type OperatorFunction } from 'rxjs';
import { exitCodeOf, MillraceError, printable, shellCommand, type Metric } from '../../src/core/index.ts';
import {
  experimentsOf,
  experimentsTable,
  foldRunState,
  noRunState,
  type RunState,
} from '../../src/reports/index.ts';
import { classLines } from './class-lines.ts';
import { configArgs, isValidation, nextSteps, resumeLine, type NextStepsConfig } from './next-steps.ts';
import { progressLine } from './plain-text.ts';

/** How a training run is shown. */
export interface TrainingLinesConfig<A> extends Omit<NextStepsConfig, 'canResume'> {
  /** Whether the pipeline can continue training from the model of a run. */
  readonly continues: boolean;
  /** Returns whether the run can be resumed: it has left a checkpoint. Never by default. */
  readonly canResume?: () => boolean;
  /** Returns whether the run folder is there; false if it was removed during the run. Always by default. */
  readonly hasFolder?: () => boolean;
  /** Whether the display is the dashboard, which has no table of classes; false by default. */
  readonly isDashboard?: boolean;
  /** Maps metrics to lines: `plainLines`, or the dashboard, which draws on the terminal and emits nothing. */
  readonly display: OperatorFunction<Metric, A>;
}

/**
 * Shows a training run with its display, then a table if there were several runs, the run's folder, and what to do next:
 * the path of the report, the commands that use the model, after a search for a learning rate the command that trains with
 * it, after the evaluation of a model the command that finds wrong labels, and after a stop the command that resumes it.
 *
 * If the source errors, emits the last progress, and the command that resumes, continues or reruns the training
 * (after a divergence with a tenth of the learning rate), then errors with the same error.
 *
 * ```text
 * source      -a-b-|       metrics
 * output      -l-m-(w|)    l, m from the display; w names the run's folder
 * ```
 */
export const trainingLines =
  <A>({
    runFolder,
    file,
    isLaunched = false,
    continues,
    canResume = () => false,
    hasFolder = () => true,
    isDashboard = false,
    display,
  }: TrainingLinesConfig<A>): OperatorFunction<Metric, A | string> =>
  (metrics) =>
    defer(() => {
      let state = noRunState;
      return concat(
        metrics.pipe(
          tap((metric) => {
            state = foldRunState(state, metric);
          }),
          display,
          catchError((error: unknown) =>
            concat(
              from(
                state.run !== null && hasFolder() && (state.saved !== null || !isUsersMistake(error))
                  ? [
                      ...failureLines(state, {
                        ...{ runFolder, file, isLaunched, continues, error },
                        canResume: canResume(),
                      }),
                      ...lastLines(state, runFolder),
                    ]
                  : [],
              ),
              throwError(() => error),
            ),
          ),
        ),
        defer(() =>
          from([
            ...(isDashboard && isValidation(state) ? classLines(state) : []),
            ...lastLines(state, runFolder),
            ...nextSteps(state, { runFolder, file, isLaunched, canResume: canResume() }),
          ]),
        ),
      );
    });

/** A mistake in options or data: running again would fail again. */
const isUsersMistake = (error: unknown): boolean =>
  error instanceof MillraceError &&
  (exitCodeOf(error.detail) === 2 || error.detail._tag === 'TooManyBadItems');

const hasDiverged = (error: unknown): boolean =>
  error instanceof MillraceError && error.detail._tag === 'TrainingDiverged';

/** Training with the same options would diverge again. */
const withLowerRate = (lr: unknown): readonly string[] => [
  '--lr',
  typeof lr === 'number' ? String(Number((lr / 10).toPrecision(3))) : 'X',
];

function lastLines(state: RunState, runFolder: string): readonly string[] {
  // A run without metrics leaves no folder.
  if (state === noRunState) return [];
  const runs = experimentsOf(state);
  return [...(runs.length > 1 ? experimentsTable(runs) : []), `Results are in ${printable(runFolder)}`];
}

interface Failure extends NextStepsConfig, Pick<TrainingLinesConfig<never>, 'continues'> {
  readonly error: unknown;
}

function failureLines(
  { run, progress, saved, found, earlier }: RunState,
  { runFolder, file, isLaunched, continues, canResume, error }: Failure,
): readonly string[] {
  const lr = run?.config['lr'];
  const changes = hasDiverged(error) ? withLowerRate(lr === 'auto' ? found?.valley : lr) : [];
  // Without the file, the command would need --trust.
  const rerun = [...(file === undefined ? [] : ['run', file]), ...configArgs(runFolder), ...changes];
  const advice =
    canResume && !hasDiverged(error)
      ? `The run failed. ${resumeLine({ runFolder, file, isLaunched })}`
      : saved === null
        ? `The run failed before finishing an epoch. To rerun: ${shellCommand(rerun)}`
        : `The run failed. The model of the last complete epoch is ${printable(saved.path)}. ` +
          (continues && earlier.length === 0
            ? `To continue training: ${shellCommand([...rerun, '--continue', runFolder])}`
            : `To rerun: ${shellCommand(rerun)}`);
  return progress.phase === null ? [advice] : [`Last progress: ${progressLine(progress)}`, advice];
}
