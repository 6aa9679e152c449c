import { distinctUntilChanged, lastValueFrom, tap } from 'rxjs';
import { describeProgress, prepareEngine, type PrepareProgress } from '../../src/provision/engine/index.ts';

/** Prepares the engine once before all tests; takes milliseconds if it is already prepared. */
export default async function setup(): Promise<void> {
  const progress = prepareEngine({ device: 'cpu' }).pipe(
    distinctUntilChanged((a, b) => stage(a) === stage(b)),
    tap((step) => console.log(describeProgress(step))),
  );
  await lastValueFrom(progress, { defaultValue: null });
}

/** Changes once per quarter of a download, so that each quarter prints one line. */
const stage = (step: PrepareProgress): string =>
  'totalBytes' in step
    ? `${step._tag} ${Math.floor((4 * step.bytes) / step.totalBytes)}`
    : JSON.stringify(step);
