import { dirname, join } from 'node:path';
import { concatMap, defaultIfEmpty, distinct, filter, map, of, take, type Observable } from 'rxjs';
import { isFile } from '../../src/io/index.ts';
import { metricsFile, recordedMetrics } from './watched-run.ts';

/**
 * Emits the folders of the runs that a command recorded in subfolders, such as the experiments of `chapter`, or the run
 * itself if it is a single one.
 *
 * Errors with BadData as `recordedMetrics` does.
 *
 * @param run the folder of a run, or the path of its metrics.jsonl
 */
export const runsWithin = (run: string): Observable<string> => {
  const folder = dirname(metricsFile(run));
  // A name from a file must not lead out of the folder.
  const isPart = (part: string): boolean => dirname(part) === folder && isFile(metricsFile(part));
  const parts$ = recordedMetrics(run).pipe(
    filter((metric) => metric._tag === 'RunStarted'),
    map(({ pipeline }) => join(folder, pipeline)),
  );
  // The first one decides, so that a single run is not read twice.
  return parts$.pipe(
    take(1),
    concatMap((part) => (isPart(part) ? parts$.pipe(filter(isPart), distinct()) : of(run))),
    defaultIfEmpty(run),
  );
};
