import type { Releasable } from '../../src/flow/index.ts';

/** A lease with a name, for marble diagrams, that remembers who exists. */
export interface Letter extends Releasable {
  readonly name: string;
}

/** Makes letters and counts those that were made and not released. */
export interface Letters {
  readonly make: (name: string) => Letter;
  readonly alive: ReadonlySet<string>;
  /** The most that were ever alive at once. */
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
        const told = listeners;
        listeners = [];
        for (const listener of told) listener();
      },
    };
  };
  return { make, alive, peak: () => peak };
}
