import { NEVER, of } from 'rxjs';
import type { Given, SharedOptions } from '../../tui/cli/commands.ts';
import type { Controls } from '../../tui/controls.ts';
import type { Terminal } from '../../tui/terminal.ts';

/** Makes the arguments of a command, by default none. */
export const madeGiven = <O>({
  words = [],
  options,
  shared = {},
}: {
  readonly words?: readonly string[];
  readonly options: O;
  readonly shared?: Partial<SharedOptions>;
}): Given<O> => ({
  words,
  options,
  shared: {
    plain: false,
    json: false,
    device: 'cpu',
    out: undefined,
    tensorBoard: false,
    profile: false,
    checkpoint: '5m',
    keepCheckpoints: false,
    threads: undefined,
    processes: 1,
    resumes: false,
    detach: false,
    ...shared,
  },
  batchSizes: [],
  notices: [],
});

/** Makes a terminal without requests of the user, by default on this process's streams. */
export const madeTerminal = (controls: Partial<Controls> = {}, change: Partial<Terminal> = {}): Terminal => ({
  args: [],
  controls: {
    stop$: NEVER,
    paused$: of(false),
    suspended$: NEVER,
    stop: () => undefined,
    pause: () => undefined,
    suspend: () => undefined,
    ...controls,
  },
  stdin: process.stdin,
  stdout: process.stdout,
  env: process.env,
  ...change,
});
