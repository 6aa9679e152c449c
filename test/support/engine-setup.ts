import { distinctUntilChanged, lastValueFrom, tap } from 'rxjs';
import { describeProgress, prepareEngine, type PrepareProgress } from '../../src/provision/engine/index.ts';

/** Prepares the engine once before all tests; on a machine that has it, this takes milliseconds. */
export default async function setup(): Promise<void> {
  const progress = prepareEngine({ device: 'cpu' }).pipe(
    distinctUntilChanged((a, b) => stage(a) === stage(b)),
    tap((step) => console.log(describeProgress(step))),
  );
  await lastValueFrom(progress, { defaultValue: null });
}

/** A line per quarter is enough. */
const stage = (step: PrepareProgress): string =>
  'totalBytes' in step
    ? `${step._tag} ${Math.floor((4 * step.bytes) / step.totalBytes)}`
    : JSON.stringify(step);
