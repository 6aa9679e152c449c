import { constants } from 'node:os';
import { fromEvent, map, merge, type Observable } from 'rxjs';

const SIGNALS = ['SIGHUP', 'SIGINT', 'SIGTERM'] as const;

/** Emits the exit code of each signal that asks a process to stop: 128 plus the number of the signal. */
export const stopSignals = (process: NodeJS.Process): Observable<number> =>
  merge(
    ...SIGNALS.map((signal) => fromEvent(process, signal).pipe(map(() => 128 + constants.signals[signal]))),
  );
