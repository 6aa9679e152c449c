import { of, delay, Subject, type Observable } from 'rxjs';
import type { Image, Prediction } from '../../../src/core/index.ts';
import { serve, type ServeConfig, type ServerEvent } from '../../../src/serving/server/index.ts';

/** A server with a made model, on a free port. */
export interface MadeServer extends Disposable {
  readonly url: string;
  readonly port: number;
  readonly events: readonly ServerEvent[];
  /** The sizes of the batches so far. */
  readonly batches: readonly number[];
  readonly stop: () => void;
  /** Resolves when the stream completes. */
  readonly ended: Promise<void>;
}

/** Emits the text of each image as its label; `bad` cannot be used. */
export const readLabels = (images: readonly Image[], { topK }: { readonly topK: number }) =>
  of(...images.map((image) => labelOf(image, topK)));

function labelOf({ path, bytes }: Image, topK: number): Prediction {
  const label = new TextDecoder().decode(bytes).slice(0, 20);
  if (label === 'bad') return { path, error: 'not an image' };
  const top = Array.from({ length: topK }, (_, i) => ({
    label: `${label}${i}`,
    probability: 0.5 ** (i + 1),
  }));
  return { path, label, probability: 0.5, top, uncertain: false } as Prediction;
}

/** As {@link readLabels}, after some milliseconds. */
export const slowly =
  (ms: number): ServeConfig['predict'] =>
  (images, options): Observable<Prediction> =>
    readLabels(images, options).pipe(delay(ms));

/** Starts a server; resolves when it listens. */
export const startServer = ({
  predict = readLabels,
  ...change
}: Partial<ServeConfig> = {}): Promise<MadeServer> =>
  new Promise((resolve, reject) => {
    const stop$ = new Subject<void>();
    const events: ServerEvent[] = [];
    const batches: number[] = [];
    let end: () => void;
    const ended = new Promise<void>((done) => (end = done));
    const subscription = serve({
      predict: (images, options) => {
        batches.push(images.length);
        return predict(images, options);
      },
      model: { name: 'made', architecture: 'xresnet18', size: [64, 64], classes: ['cat', 'dog'] },
      host: '127.0.0.1',
      port: 0,
      stop$,
      now: () => performance.now(),
      memory: () => ({ server: 1000 }),
      ...change,
    }).subscribe({
      next: (event) => {
        events.push(event);
        if (event._tag === 'Listening')
          resolve({
            ...{ url: event.url, port: event.port, events, batches, ended },
            stop: () => stop$.next(),
            [Symbol.dispose]: () => subscription.unsubscribe(),
          });
      },
      error: reject,
      complete: () => end(),
    });
  });

/** Posts an image. */
export const post = (
  { url }: Pick<MadeServer, 'url'>,
  body: string | FormData,
  init: RequestInit & { readonly query?: string } = {},
): Promise<Response> =>
  fetch(`${url}/predict${init.query ?? ''}`, {
    method: 'POST',
    headers: { 'Content-Type': 'image/jpeg' },
    body,
    ...init,
  });

/** Returns a form with a file per text, named `0.jpg`, `1.jpg`, … */
export function formOf(texts: readonly string[]): FormData {
  const form = new FormData();
  form.append('comment', 'not a file');
  for (const [i, text] of texts.entries()) form.append('image', new Blob([text]), `${i}.jpg`);
  return form;
}

/** Resolves when a condition holds. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}
