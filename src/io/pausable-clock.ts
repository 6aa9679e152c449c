/** A clock that can stand still. */
export interface PausableClock {
  /** Milliseconds of the time that it went; only goes forward. */
  readonly now: () => number;
  readonly pause: () => void;
  readonly resume: () => void;
}

/** A clock that goes. Pausing what stands still changes nothing, nor does resuming what goes. */
export function pausableClock(time: () => number = () => performance.now()): PausableClock {
  let rested = 0;
  let since: number | null = null;
  return {
    now: () => (since ?? time()) - rested,
    pause: () => {
      since ??= time();
    },
    resume: () => {
      if (since !== null) rested += time() - since;
      since = null;
    },
  };
}
