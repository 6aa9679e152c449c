/** The process that predicts: loads one model, and answers requests until its parent ends. */
import * as E from 'fp-ts/lib/Either.js';
import {
  catchError,
  concat,
  concatMap,
  defer,
  EMPTY,
  filter,
  finalize,
  from,
  fromEvent,
  map,
  mergeMap,
  of,
  share,
  take,
  takeUntil,
  tap,
  type Observable,
} from 'rxjs';
import {
  MillraceError,
  unexpectedFailure,
  type AppError,
  type ReadModel,
  type ResolvedPrecision,
} from './core/index.ts';
import { readModelConfig, readModelFile } from './io/index.ts';
import {
  explanations,
  predictions,
  predictorOf,
  preparationOf,
  resolvedPrecision,
  type OlderPreparation,
  type Predictor,
} from './prediction/index.ts';
import type { LoadJob, Reply, Request } from './serving/messages.ts';
import { createWorld } from './world.ts';

/** Requests that are answered at once: the next loads its images while one is predicted. */
const CONCURRENCY = 2;

/** The numbers of the requests that were cancelled. */
const cancelled = new Set<number>();

const messages$ = fromEvent(process, 'message').pipe(
  map((message) => (message as [LoadJob | Request])[0]),
  tap((message) => {
    if (message._tag === 'Cancel') cancelled.add(message.id);
  }),
  share(),
);
const world = createWorld({ runFolder: '.' });
const { decode } = world;

messages$
  .pipe(
    filter((message) => message._tag === 'Load'),
    take(1),
    concatMap((job) =>
      loaded(job).pipe(
        concatMap(({ predictor, path, precision }) =>
          concat(
            of<Reply>({ _tag: 'Ready', description: predictor.description, path, precision }),
            messages$.pipe(
              filter((message) => message._tag === 'Predict' || message._tag === 'Explain'),
              mergeMap((request) => answers(request, predictor), CONCURRENCY),
            ),
          ),
        ),
        catchError((cause: unknown) => of<Reply>({ _tag: 'NotLoaded', error: toAppError(cause) })),
      ),
    ),
  )
  .subscribe({
    next: send,
    error: (cause: unknown) => {
      throw cause;
    },
  });

// Nothing is left to answer.
process.on('disconnect', () => process.exit(0));

interface Loaded {
  readonly predictor: Predictor;
  readonly path: string;
  readonly precision: ResolvedPrecision;
}

const loaded = ({ path, which, precision: requested }: LoadJob): Observable<Loaded> =>
  readModelFile(path, which).pipe(
    concatMap((model) =>
      resolvedPrecision(requested, world).pipe(
        map((precision) => ({
          predictor: predictorOf(model, preparationOf(model, olderPreparation(model)), precision.precision),
          path: model.path,
          precision,
        })),
      ),
    ),
  );

/** Returns the options of the run beside a model of a version that did not record how images are prepared. */
function olderPreparation({ description, path }: ReadModel): OlderPreparation | undefined {
  if (description.preparation !== null) return undefined;
  const config = E.getOrElse((): Readonly<Record<string, unknown>> => ({}))(readModelConfig(path));
  return 'itemSize' in config ? (config as unknown as OlderPreparation) : undefined;
}

/** Answers a request, unless it is cancelled; a request to cancel it ends the answers. */
const answers = (request: Exclude<Request, { _tag: 'Cancel' }>, predictor: Predictor): Observable<Reply> => {
  const { id } = request;
  const results$ = concat(
    defer(() => resultsOf(request, predictor)),
    of<Reply>({ _tag: 'Done', id }),
  ).pipe(
    catchError((cause: unknown) => of<Reply>({ _tag: 'Failed', id, error: toAppError(cause) })),
    takeUntil(messages$.pipe(filter((message) => message._tag === 'Cancel' && message.id === id))),
    finalize(() => cancelled.delete(id)),
  );
  // While it waited, it may have been cancelled.
  return defer(() => (cancelled.delete(id) ? EMPTY : results$));
};

const resultsOf = (
  request: Exclude<Request, { _tag: 'Cancel' }>,
  predictor: Predictor,
): Observable<Reply> => {
  const { id } = request;
  const images$ = from(request.images);
  return request._tag === 'Predict'
    ? images$.pipe(
        predictions({ decode, predictor, ...request.options }),
        map((prediction): Reply => ({ _tag: 'Predicted', id, prediction })),
      )
    : images$.pipe(
        explanations({ decode, predictor, ...request.options }),
        map((explanation): Reply => ({ _tag: 'Explained', id, explanation })),
      );
};

function send(reply: Reply): void {
  if (process.connected) process.send?.(reply);
}

const toAppError = (cause: unknown): AppError =>
  cause instanceof MillraceError ? cause.detail : unexpectedFailure('the process that predicts', cause);
