/** The worker of Millrace that predicts with a loaded model. */
import { count, lastValueFrom, tap } from 'rxjs';
import { loadModel, type LoadedModel } from '../../src/node.ts';
import { serve } from './serve.ts';
import type { Answer } from './side.ts';

let model: LoadedModel | undefined;

async function load({ run }: { readonly run: string }): Promise<Answer> {
  model = await loadModel(run);
  return { seconds: 0, images: 0 };
}

interface Predict {
  readonly files: readonly string[];
  readonly batch: number;
}

/** Times the predictions of all files, from reading to the last result; throws if an image has none. */
async function predict({ files, batch }: Predict): Promise<Answer> {
  if (model === undefined) throw new Error('expected the task load first');
  const startedAt = performance.now();
  const predictions$ = model.predictions$(files, { batchSize: batch }).pipe(
    tap((prediction) => {
      if ('error' in prediction) throw new Error(`${prediction.path}: ${prediction.error}`);
    }),
    count(),
  );
  const images = await lastValueFrom(predictions$, { defaultValue: 0 });
  return { seconds: (performance.now() - startedAt) / 1000, images };
}

await serve({ load, predict });
