import { lastValueFrom, map, toArray } from 'rxjs';
import { loadModel } from '../../src/node.ts';

/** Resolves with the probabilities of all classes that a run's model predicts, a row for each image. */
export async function ownProbabilities(
  run: string,
  files: readonly string[],
): Promise<readonly (readonly number[])[]> {
  await using model = await loadModel(run);
  const { vocab } = model.description;
  const rows = model.predictions$(files, { topK: vocab.length }).pipe(
    map((prediction) => {
      if ('error' in prediction) throw new Error(`${prediction.path}: ${prediction.error}`);
      const found = new Map(prediction.top.map(({ label, probability }) => [label, probability]));
      return vocab.map((label) => found.get(label) ?? NaN);
    }),
    toArray(),
  );
  return await lastValueFrom(rows, { defaultValue: [] });
}
