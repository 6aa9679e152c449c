import { basename, dirname } from 'node:path';
import { catchError, map, of, reduce, type Observable } from 'rxjs';
import type { TrainingFacts } from '../../src/export/index.ts';
import { hasRun, MODEL_FILES } from '../../src/io/index.ts';
import { foldRunState, noRunState, type RunState } from '../../src/reports/index.ts';
import { recordedMetrics } from './watched-run.ts';

/**
 * Emits what a run recorded of the training of its model; null if there is no run beside the model, or if it cannot be read.
 *
 * @param model the path of the model's file
 */
export const trainingFacts = (model: string): Observable<TrainingFacts | null> => {
  const folder = dirname(model);
  return hasRun(folder)
    ? recordedMetrics(folder).pipe(
        reduce(foldRunState, noRunState),
        map((state) => factsOf(state, basename(model) === MODEL_FILES.best)),
        catchError(() => of(null)),
      )
    : of(null);
};

function factsOf({ run, best, scores }: RunState, isBest: boolean): TrainingFacts | null {
  if (run === null) return null;
  const { data, pretrained } = run.config;
  const epoch = isBest ? (best?.epoch ?? null) : null;
  return {
    data: typeof data === 'string' ? basename(data) : 'images',
    trainImages: run.trainCount,
    validImages: run.validCount,
    scores: finite(epoch?.row.scores ?? scores ?? {}),
    pretrained: typeof pretrained === 'string' && pretrained !== 'none' ? pretrained : null,
  };
}

/** A score is not a number if no class has enough images for it. */
const finite = (scores: Readonly<Record<string, number>>): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(scores).filter(([, value]) => Number.isFinite(value)));
