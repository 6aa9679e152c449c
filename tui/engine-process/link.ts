import { connect } from 'node:net';
import { fromEvent, map, type Observable } from 'rxjs';
import { launchedBy } from '../../src/core/index.ts';
import { LINK, LINK_PID, messageSocket, type Hello } from '../../src/io/index.ts';
import type { ControlMessage, Job, Message } from './messages.ts';

/** The connection of an engine process to the terminal process. */
export interface Link {
  /** Sends a message, and calls `onSent` when it is sent or the connection is closed. */
  readonly send: (message: Message, onSent?: () => void) => void;
  readonly requests$: Observable<Job | ControlMessage>;
  /** Emits when the terminal process is gone. */
  readonly closed$: Observable<unknown>;
  /** The terminal process, if it is not the parent: a launcher started this process. */
  readonly owner: number | undefined;
}

/** Returns the link of a process: a socket if a launcher started it for the terminal process, otherwise Node's channel. */
export function linkOf(process: NodeJS.Process): Link {
  const { [LINK]: path, [LINK_PID]: owner } = process.env;
  return path === undefined ? channelLink(process) : socketLink(path, Number(owner), process);
}

const channelLink = (process: NodeJS.Process): Link => ({
  send: (message, onSent = () => undefined) => {
    if (process.connected) process.send?.(message, undefined, undefined, onSent);
    else onSent();
  },
  requests$: fromEvent(process, 'message').pipe(map((message) => (message as [Job | ControlMessage])[0])),
  closed$: fromEvent(process, 'disconnect'),
  owner: undefined,
});

function socketLink(path: string, owner: number, { env, pid }: NodeJS.Process): Link {
  const { send, messages$, closed$ } = messageSocket(connect(path));
  const rank = launchedBy(env)?.rank ?? 0;
  send({ rank, pid } satisfies Hello);
  return {
    // Process 0 speaks for all; of another one, only a failure is of interest.
    send: (message, onSent) => {
      if (rank === 0 || message._tag === 'Failed') send(message, onSent);
      else onSent?.();
    },
    requests$: messages$ as Observable<Job | ControlMessage>,
    closed$,
    owner,
  };
}
