import { createServer, type Server, type Socket } from 'node:net';
import {
  concat,
  defer,
  finalize,
  fromEvent,
  map,
  merge,
  mergeMap,
  of,
  takeUntil,
  using,
  type Observable,
} from 'rxjs';
import { messageSocket } from './message-socket.ts';

/** The environment variables with which a launched process finds the socket of the process that had it launched. */
export const LINK = 'MILLRACE_LINK';
export const LINK_PID = 'MILLRACE_LINK_PID';

/** The first message of a launched process. */
export interface Hello {
  /** From 0. */
  readonly rank: number;
  readonly pid: number;
}

/** What a launched process did. */
export type LinkEvent =
  | {
      readonly _tag: 'Connected';
      readonly hello: Hello;
      readonly send: (message: unknown) => void;
    }
  | { readonly _tag: 'Message'; readonly rank: number; readonly message: unknown }
  | { readonly _tag: 'Closed'; readonly rank: number };

/** Listens on a local socket and emits what the launched processes do. Unsubscribing closes all connections. */
export const linkServer = (path: string): Observable<LinkEvent> =>
  using(
    () => {
      const server = createServer().listen(path);
      return { server, unsubscribe: () => server.close() };
    },
    (resource) => {
      const { server } = resource as unknown as { readonly server: Server };
      return merge(
        (fromEvent(server, 'connection') as Observable<Socket>).pipe(mergeMap(eventsOf)),
        fromEvent(server, 'error').pipe(
          map((cause): never => {
            throw cause as Error;
          }),
        ),
      );
    },
  );

/** A connection that says no hello has rank -1. */
const eventsOf = (socket: Socket): Observable<LinkEvent> =>
  defer(() => {
    const { send, messages$, closed$ } = messageSocket(socket);
    let rank = -1;
    return concat(
      messages$.pipe(
        map((message, i): LinkEvent => {
          if (i > 0) return { _tag: 'Message', rank, message };
          const hello = message as Hello;
          ({ rank } = hello);
          return { _tag: 'Connected', hello, send };
        }),
        takeUntil(closed$),
      ),
      defer(() => of<LinkEvent>({ _tag: 'Closed', rank })),
    ).pipe(finalize(() => socket.destroy()));
  });
