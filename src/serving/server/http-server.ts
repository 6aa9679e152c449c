import { Server as NetServer, type AddressInfo } from 'node:net';
import type { Server, ServerResponse } from 'node:http';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import {
  BehaviorSubject,
  concatMap,
  defer,
  EMPTY,
  filter,
  fromEvent,
  ignoreElements,
  merge,
  Observable,
  take,
  timer,
} from 'rxjs';
import { badOption, errorCode, messageOf, MillraceError } from '../../core/index.ts';
import type { ServerLimits } from './server-limits.ts';

/** Where a server listens, and what answers its requests. */
export interface HttpServerConfig {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  readonly fetch: (request: Request) => Response | Promise<Response>;
  readonly limits: ServerLimits;
}

/** A server that listens. */
export interface HttpServer {
  readonly port: number;
  /** `http://127.0.0.1:8080` */
  readonly url: string;
  /** Returns the number of requests that are not answered yet. */
  readonly inFlight: () => number;
  /** On subscription, accepts no more connections; completes when every request is answered, or cut. */
  readonly drained$: Observable<never>;
}

/** Milliseconds for which open connections may send one more request, which is refused in words. */
const LINGER_MS = 250;

/**
 * Listens, emits the server and does not complete. Unsubscribing closes every connection. Errors with BadOption if it
 * cannot listen there.
 */
export const httpServer = ({ host, port, fetch, limits }: HttpServerConfig): Observable<HttpServer> =>
  new Observable((subscriber) => {
    const server = createAdaptorServer({
      fetch: async (request, bindings) => {
        const response = await fetch(request);
        closeUnread((bindings as HttpBindings).outgoing, limits.writeMs);
        return response;
      },
      hostname: host,
      // The user's own code may depend on the classes of Node.js.
      overrideGlobalObjects: false,
      serverOptions: {
        headersTimeout: limits.headersMs,
        // The body has its own limit, which is answered in words.
        requestTimeout: limits.headersMs + limits.bodyMs + 5000,
        connectionsCheckingInterval: 1000,
      },
    }) as Server;
    server.maxConnections = limits.maxConnections;
    const inFlight$ = new BehaviorSubject(0);
    server.on('request', (_, response: ServerResponse) => {
      inFlight$.next(inFlight$.value + 1);
      response.once('close', () => {
        inFlight$.next(inFlight$.value - 1);
      });
    });
    server.on('error', (cause) => {
      subscriber.error(cannotListen(cause, host, port));
    });
    server.listen(port, host, () => {
      const { port: actual } = server.address() as AddressInfo;
      subscriber.next({
        port: actual,
        url: `http://${host.includes(':') ? `[${host}]` : host}:${actual}`,
        inFlight: () => inFlight$.value,
        drained$: drained(server, inFlight$),
      });
    });
    return () => {
      server.close();
      server.closeAllConnections();
    };
  });

/** Closes the connection of an answer that its client does not read in time: a stop waits for it. */
function closeUnread(outgoing: ServerResponse, ms: number): void {
  if (outgoing.destroyed) return;
  const timer = setTimeout(() => outgoing.destroy(), ms);
  outgoing.once('close', () => {
    clearTimeout(timer);
  });
}

const drained = (server: Server, inFlight$: Observable<number>): Observable<never> => {
  const answered$ = inFlight$.pipe(
    filter((count) => count === 0),
    take(1),
    concatMap(() => timer(LINGER_MS)),
  );
  // The close of an HTTP server would cut connections on which a request is under way: it takes them for idle.
  const close$ = defer(() => {
    NetServer.prototype.close.call(server);
    return EMPTY;
  });
  return merge(fromEvent(server, 'close'), answered$, close$).pipe(take(1), ignoreElements());
};

function cannotListen(cause: unknown, host: string, port: number): MillraceError {
  const code = errorCode(cause) ?? '';
  const [received, advice] =
    code === 'EADDRINUSE'
      ? ['a port that another program uses', 'Choose another port, or 0 for any free one.']
      : code === 'EACCES'
        ? ['a port that only an administrator may use', 'Choose a port from 1024.']
        : [messageOf(cause), 'The default host is 127.0.0.1.'];
  return new MillraceError(badOption(`${host}:${port}`, 'an address to listen on', received, advice), {
    cause,
  });
}
