import { map, NEVER, tap, type Observable } from 'rxjs';
import type { TestScheduler } from 'rxjs/testing';
import type { Releasable } from '../../src/flow/index.ts';

/** A lease with a name, for marble diagrams. */
export interface Letter extends Releasable {
  readonly name: string;
}

/** Makes letters and tracks those not released yet. */
export interface Letters {
  readonly make: (name: string) => Letter;
  readonly alive: ReadonlySet<string>;
  /** Returns the maximum number that were alive at once. */
  readonly peak: () => number;
}

export function createLetters(): Letters {
  const alive = new Set<string>();
  let peak = 0;
  const make = (name: string): Letter => {
    let listeners: (() => void)[] = [];
    alive.add(name);
    peak = Math.max(peak, alive.size);
    return {
      name,
      whenReleased: (listener) => {
        if (alive.has(name)) listeners.push(listener);
        else listener();
      },
      [Symbol.dispose]: () => {
        if (!alive.delete(name)) return;
        const released = listeners;
        listeners = [];
        for (const listener of released) listener();
      },
    };
  };
  return { make, alive, peak: () => peak };
}

/** Returns a load that looks up the stream of a value and makes a lease of each letter. */
export const loads =
  (letters: Letters, streams: Readonly<Record<string, Observable<string>>>) =>
  (name: string): Observable<Letter> =>
    (streams[name] ?? NEVER).pipe(map((letter) => letters.make(letter)));

/** A consumer that receives every batch immediately and releases it some frames later. */
export const releasedAfter =
  (frames: number, scheduler: TestScheduler) =>
  (batches: Observable<Letter>): Observable<string> =>
    batches.pipe(
      tap((batch) =>
        scheduler.schedule(() => {
          batch[Symbol.dispose]();
        }, frames),
      ),
      map(({ name }) => name),
    );

export const releasedAtOnce = (batches: Observable<Letter>): Observable<string> =>
  batches.pipe(
    map((batch) => {
      batch[Symbol.dispose]();
      return batch.name;
    }),
  );
