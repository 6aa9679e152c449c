import { concat, defer, EMPTY, of, tap, type Observable } from 'rxjs';
import type { Metric, PlannedPhase } from '../core/index.ts';
import { phaseStarted, type Phase, type RunContext } from './phase.ts';
import { notOfRun, takeStart } from './run-position.ts';
import { withSameState } from './same-state.ts';
import { validationSteps } from './steps-per-epoch.ts';

/** A phase that predicts, before it runs. */
export type PlannedPrediction = PlannedPhase & { readonly kind: 'predict' };

/**
 * Returns a phase that passes over the validation images without training: its start, then the metrics of `passes`.
 *
 * It saves no checkpoints: a resumed run repeats it from its beginning.
 */
export const predictionPhase = (
  { name, kind, epochs }: PlannedPrediction,
  passes: (context: RunContext) => Observable<Metric>,
): Phase => ({
  name,
  kind,
  epochs,
  run: (context) =>
    defer(() => {
      const start = takeStart(context, { name, kind, epochs });
      if (start === null) return EMPTY;
      // No run resumes in its middle.
      if (start.isStarted) throw notOfRun(context.world.runFolder);
      const steps = validationSteps(context.files, context.data.batchSize);
      return concat(
        of(phaseStarted({ name, kind, epochs }, steps, context)),
        withSameState(context, passes(context)),
      ).pipe(
        tap({
          complete: () => {
            context.phase++;
          },
        }),
      );
    }),
});
