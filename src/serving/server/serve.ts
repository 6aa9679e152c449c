import {
  concat,
  defer,
  interval,
  map,
  filter,
  finalize,
  merge,
  mergeMap,
  of,
  Subject,
  take,
  takeWhile,
  tap,
  concatMap,
  type Observable,
} from 'rxjs';
import type { Image, Prediction } from '../../core/index.ts';
import { createBatcher, usingDisposable, type Batcher } from '../../flow/index.ts';
import { answerPredictions, type RequestedImage } from './answer-predictions.ts';
import { createHeldBytesBudget } from './held-bytes.ts';
import { HttpFailure } from './http-failure.ts';
import { httpServer, type HttpServer } from './http-server.ts';
import { isLoopback } from './is-local-host.ts';
import { routes } from './routes.ts';
import { serverLimits, type ServerLimits } from './server-limits.ts';
import { createServerMetrics, type Traffic } from './server-metrics.ts';

/** What {@link serve} needs. */
export interface ServeConfig {
  /** Emits one prediction per image, in order, with the `topK` most probable classes. Unsubscribing cancels it. */
  readonly predict: (images: readonly Image[], options: { readonly topK: number }) => Observable<Prediction>;
  /** Plain data about the model, for `GET /model`. */
  readonly model: Readonly<Record<string, unknown>>;
  /** The address to listen on; 127.0.0.1 is reached from this machine only. */
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  readonly limits?: Partial<ServerLimits>;
  /** At its first value, accepts no more requests, answers those that it has, and completes. */
  readonly stop$: Observable<unknown>;
  /** Returns monotonic milliseconds. */
  readonly now: () => number;
  /** Returns resident memory in bytes, by the name of the process. */
  readonly memory: () => Readonly<Record<string, number>>;
  /** Milliseconds between two {@link Traffic} events; 10,000 by default. */
  readonly trafficMs?: number;
}

/** What happens at a server: it listens, answers, fails to predict, stops. */
export type ServerEvent =
  | { readonly _tag: 'Listening'; readonly url: string; readonly port: number; readonly isLocal: boolean }
  | ({ readonly _tag: 'Traffic'; readonly seconds: number } & Traffic)
  | { readonly _tag: 'PredictionFailed'; readonly reason: string }
  | { readonly _tag: 'Stopping'; readonly inFlight: number }
  | { readonly _tag: 'Stopped' };

/** A request, and the function that answers it. */
interface Exchange {
  readonly request: Request;
  readonly respond: (response: Response) => void;
}

/**
 * Serves a model over HTTP: `POST /predict`, and a page to try it on.
 *
 * Emits what happens, begins with `Listening`, and completes after `stop$` when every accepted request is answered.
 * Unsubscribing closes all connections at once. Errors with BadOption if it cannot listen there, or for an invalid limit.
 *
 * @param config the model, the address and the limits
 */
export const serve = ({
  predict,
  model,
  host,
  port,
  limits: change = {},
  stop$,
  now,
  memory,
  trafficMs = 10_000,
}: ServeConfig): Observable<ServerEvent> =>
  defer(() => {
    const limits = serverLimits(change);
    const metrics = createServerMetrics();
    const budget = createHeldBytesBudget(limits.maxHeldBytes);
    const exchanges = new Subject<Exchange>();
    let isStopping = false;
    const batcher: Batcher<RequestedImage, Prediction> = createBatcher(
      {
        maxSize: limits.maxBatch,
        maxDelayMs: limits.maxDelayMs,
        maxWaiting: limits.maxQueue,
        overflow: () =>
          new HttpFailure(503, `${batcher.waiting()} images wait for the model already`, { retryAfter: 1 }),
      },
      (batch) => {
        metrics.batch(batch.length);
        const predictions$ = predict(
          batch.map(({ image }, index) => ({ ...image, index })),
          { topK: Math.max(...batch.map(({ topK }) => topK)) },
        );
        return usingDisposable(
          () => sharedBy(batch),
          () => predictions$,
        );
      },
    );
    const answer = answerPredictions({
      limits,
      budget,
      isStopping: () => isStopping,
      predict: (requested) =>
        batcher.run(requested).pipe(
          map((prediction) => withTop(prediction, requested.topK)),
          tap((prediction) => {
            metrics.image('error' in prediction ? 'failed' : 'predicted');
          }),
        ),
    });
    const { fetch } = routes({
      host,
      model: { ...model, limits },
      answer: (request) =>
        new Promise((respond) => {
          exchanges.next({ request, respond });
        }),
      metrics,
      metricsText: () => metrics.text({ queue: batcher.waiting(), held: budget.held(), memory: memory() }),
      isStopping: () => isStopping,
      now,
    });
    const answered$ = exchanges.pipe(
      mergeMap(({ request, respond }) =>
        answer(request).pipe(
          tap(({ response }) => {
            respond(response);
          }),
        ),
      ),
      concatMap(({ failure }): readonly ServerEvent[] =>
        failure === undefined ? [] : [{ _tag: 'PredictionFailed', reason: failure }],
      ),
    );
    const traffic$ = interval(trafficMs).pipe(
      map(() => metrics.traffic()),
      filter(({ requests }) => requests > 0),
      map((traffic): ServerEvent => ({ _tag: 'Traffic', seconds: trafficMs / 1000, ...traffic })),
    );
    const stopped = (server: HttpServer): Observable<ServerEvent> =>
      stop$.pipe(
        take(1),
        tap(() => {
          isStopping = true;
        }),
        concatMap(() =>
          concat(
            of<ServerEvent>({ _tag: 'Stopping', inFlight: server.inFlight() }),
            server.drained$,
            of<ServerEvent>({ _tag: 'Stopped' }),
          ),
        ),
      );
    return httpServer({ host, port, fetch, limits }).pipe(
      mergeMap((server) =>
        merge(
          answered$,
          traffic$,
          of<ServerEvent>({
            _tag: 'Listening',
            url: server.url,
            port: server.port,
            isLocal: isLoopback(host),
          }),
          stopped(server),
        ),
      ),
      takeWhile(({ _tag }) => _tag !== 'Stopped', true),
      finalize(() => {
        batcher[Symbol.dispose]();
      }),
    );
  });

/** Holds the bytes of images for a call, which may outlive their requests. */
function sharedBy(batch: readonly RequestedImage[]): Disposable {
  const owners = batch.map(({ held }) => held.share());
  return {
    [Symbol.dispose]: () => {
      for (const owner of owners) owner[Symbol.dispose]();
    },
  };
}

/** Returns a prediction with its most probable classes only: the others of its batch may want more. */
const withTop = (prediction: Prediction, topK: number): Prediction =>
  'error' in prediction ? prediction : { ...prediction, top: prediction.top.slice(0, topK) };
