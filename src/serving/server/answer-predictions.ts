import {
  catchError,
  concatMap,
  defer,
  endWith,
  forkJoin,
  fromEvent,
  map,
  of,
  take,
  takeUntil,
  timeout,
  type Observable,
} from 'rxjs';
import { messageOf, type Image, type Prediction } from '../../core/index.ts';
import { usingDisposable } from '../../flow/index.ts';
import type { HeldBytes, HeldBytesBudget } from './held-bytes.ts';
import { failureResponse, HttpFailure } from './http-failure.ts';
import { imagesOf } from './images-of.ts';
import type { ServerLimits } from './server-limits.ts';

/** An image to predict, and how many classes the client wants. */
export interface RequestedImage {
  readonly image: Image;
  readonly topK: number;
  /** The bytes of its request. */
  readonly held: HeldBytes;
}

/** What {@link answerPredictions} needs. */
export interface AnswerConfig {
  readonly limits: ServerLimits;
  readonly budget: HeldBytesBudget;
  /** Predicts one image; errors with HttpFailure if there is no room for it. */
  readonly predict: (requested: RequestedImage) => Observable<Prediction>;
  /** Whether no further request is accepted. */
  readonly isStopping: () => boolean;
}

/** The response to a request, and the reason if the server is to blame. */
export interface Answer {
  readonly response: Response;
  readonly failure?: string;
}

/** The status of a request whose client went away; nobody reads it. */
const CLIENT_GONE = 499;
const DEFAULT_TOP_K = 5;
const MAX_TOP_K = 1000;

/**
 * Emits the answer to a request for predictions: once, and never an error. If the client goes away, its images leave the
 * queue; those that the model computes hold their bytes until it has.
 */
export const answerPredictions =
  ({ limits, budget, predict, isStopping }: AnswerConfig) =>
  (request: Request): Observable<Answer> => {
    const predicted = (held: HeldBytes): Observable<Answer> =>
      defer(() => {
        if (isStopping())
          throw new HttpFailure(503, 'the server is stopping', { retryAfter: 5, closes: true });
        const parameters = new URL(request.url).searchParams;
        requireKnown(parameters);
        const topK = topKOf(parameters.get(TOP_K));
        return imagesOf(request, limits, held).pipe(
          concatMap(({ images, isSingle }) =>
            forkJoin(images.map((image) => predict({ image, topK, held }))).pipe(
              timeout({ first: limits.answerMs, with: tooSlow(limits.answerMs) }),
              map((predictions) => ({ response: responseOf(predictions, isSingle) })),
            ),
          ),
        );
      });
    const wanted$ = usingDisposable(budget.lease, predicted).pipe(
      catchError((cause: unknown) => of(failedAnswer(cause))),
      takeUntil(abortOf(request.signal)),
    );
    return wanted$.pipe(
      // Only if the client is gone.
      endWith<Answer>({ response: new Response(null, { status: CLIENT_GONE }) }),
      take(1),
    );
  };

/** Emits when the client goes away. */
const abortOf = (signal: AbortSignal): Observable<unknown> =>
  signal.aborted ? of(null) : fromEvent(signal, 'abort');

/** The only parameter of a request. */
const TOP_K = 'top_k';

function requireKnown(parameters: URLSearchParams): void {
  const unknown = [...parameters.keys()].find((name) => name !== TOP_K);
  if (unknown !== undefined)
    throw new HttpFailure(
      400,
      `expected no query parameter but ${TOP_K}, received ${JSON.stringify(unknown)}`,
    );
}

function topKOf(text: string | null): number {
  const topK = text === null ? DEFAULT_TOP_K : Number(text);
  if (!Number.isInteger(topK) || topK < 1 || topK > MAX_TOP_K)
    throw new HttpFailure(
      400,
      `${TOP_K}: expected an integer from 1 to ${MAX_TOP_K}, received "${String(text)}"`,
    );
  return topK;
}

const tooSlow = (ms: number) => (): never => {
  throw new HttpFailure(504, `the images were not predicted within ${ms / 1000} seconds`, { retryAfter: 1 });
};

/** A single image that cannot be used is a mistake of the request; in a list, others are predicted. */
function responseOf(predictions: readonly Prediction[], isSingle: boolean): Response {
  const [first] = predictions;
  return isSingle && first !== undefined
    ? Response.json(first, { status: 'error' in first ? 422 : 200 })
    : Response.json(predictions);
}

const failedAnswer = (cause: unknown): Answer =>
  cause instanceof HttpFailure
    ? { response: failureResponse(cause) }
    : {
        // The reason may name files of this machine.
        response: failureResponse(new HttpFailure(500, 'the model failed; the server reports the reason')),
        failure: messageOf(cause),
      };
