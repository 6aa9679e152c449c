import { basename } from 'node:path';
import { catchError, map, of, reduce, type Observable } from 'rxjs';
import type { WhichModel } from '../../src/core/index.ts';
import type { TrainingFacts } from '../../src/export/index.ts';
import { hasRun } from '../../src/io/index.ts';
import { foldRunState, noRunState, type RunState } from '../../src/reports/index.ts';
import { recordedMetrics } from './watched-run.ts';

/** Emits what the run in a folder recorded of the training of its model; null if there is none, or if it cannot be read. */
export const trainingFacts = (folder: string, which: WhichModel): Observable<TrainingFacts | null> =>
  hasRun(folder)
    ? recordedMetrics(folder).pipe(
        reduce(foldRunState, noRunState),
        map((state) => factsOf(state, which)),
        catchError(() => of(null)),
      )
    : of(null);

function factsOf({ run, best, scores }: RunState, which: WhichModel): TrainingFacts | null {
  if (run === null) return null;
  const { data, pretrained } = run.config;
  const epoch = which === 'best' ? (best?.epoch ?? null) : null;
  return {
    data: typeof data === 'string' ? basename(data) : 'images',
    trainImages: run.trainCount,
    validImages: run.validCount,
    scores: epoch?.row.scores ?? scores ?? {},
    pretrained: typeof pretrained === 'string' && pretrained !== 'none' ? pretrained : null,
  };
}
