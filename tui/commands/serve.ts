import { basename, resolve } from 'node:path';
import { concatMap, defer, filter, takeUntil, tap, type Observable } from 'rxjs';
import type { PrecisionOption, PredictionOptions } from '../../src/core/index.ts';
import type { ModelProcess } from '../../src/serving/index.ts';
import { serve, type ServerEvent } from '../../src/serving/server/index.ts';
import type { Given, RunCommand } from '../cli/commands.ts';
import type { Printed } from '../printed.ts';
import type { Terminal } from '../terminal.ts';
import { withLoadedModel } from './loaded-model.ts';
import { serverLines } from './server-lines.ts';

/** Options of `serve`. */
export interface ServeOptions {
  /** 0 for any free port. */
  readonly port: number;
  readonly host: string;
  readonly weights: 'best' | 'last';
  readonly precision: PrecisionOption;
  readonly tta: boolean;
  readonly minProbability: number | undefined;
  readonly maxBatch: number;
  readonly maxQueue: number;
  /** The size of the largest image, in megabytes. */
  readonly maxMb: number;
}

/**
 * Serves a trained model over HTTP until it is stopped: the first stop answers every accepted request, a second one ends at
 * once.
 */
export const serveCommand: RunCommand<ServeOptions> = (terminal, given) =>
  defer(() => {
    let isListening = false;
    return withLoadedModel(given, (model) =>
      served(model, terminal, given).pipe(
        tap(({ _tag }) => {
          isListening ||= _tag === 'Listening';
        }),
        concatMap((event) => printedEvent(event, given.shared.json)),
      ),
    ).pipe(takeUntil(terminal.controls.stop$.pipe(filter((_, i) => i > 0 || !isListening))));
  });

function served(
  { description, path, predictions$ }: ModelProcess,
  { controls }: Terminal,
  { words, options }: Given<ServeOptions>,
): Observable<ServerEvent> {
  const { port, host, maxBatch, maxQueue, maxMb, tta, minProbability } = options;
  const { architecture, size, vocab, task } = description;
  const settings: PredictionOptions = {
    batchSize: maxBatch,
    ...(minProbability === undefined ? {} : { minProbability }),
    ...(tta ? { tta: {} } : {}),
  };
  return serve({
    predict: (images, { topK }) => predictions$(images, { ...settings, topK }),
    model: { name: basename(resolve(words[0] ?? path)), architecture, size, task: task.kind, classes: vocab },
    host,
    port,
    limits: { maxBatch, maxQueue, maxImageBytes: 1e6 * maxMb },
    stop$: controls.stop$,
    now: () => performance.now(),
    memory: () => ({ server: process.memoryUsage.rss() }),
  });
}

const printedEvent = (event: ServerEvent, json: boolean): readonly Printed[] =>
  json
    ? [{ json: `${JSON.stringify(event)}\n` }]
    : event._tag === 'PredictionFailed'
      ? serverLines(event).map((toStderr) => ({ toStderr }))
      : serverLines(event);
