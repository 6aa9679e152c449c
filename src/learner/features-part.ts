import { map, of, type Observable } from 'rxjs';
import { valueAt, type Batch, type Image, type ItemFault, type StateArray } from '../core/index.ts';
import type { Tensor4D } from '../engine/index.ts';
import type { Inference } from '../nn/index.ts';
import {
  faultsOf,
  gatheredMessages,
  withFolder,
  withoutFolder,
  type Agreement,
  type Message,
} from '../steps/index.ts';
import type { GatheredFeaturesConfig } from './gathered-features.ts';

/** The features of a batch, or of the share of one process. */
export interface FeaturesPart {
  /** The images that can be used. */
  readonly files: readonly Image[];
  /** A row for each of them; null if there are none. */
  readonly output: StateArray | null;
  /** The number of images, with those that cannot be used. */
  readonly count: number;
  readonly faults: readonly ItemFault[];
}

/** Computes the features of a batch, and disposes it. */
export function featuresPart(batch: Batch<Tensor4D>, inference: Pick<Inference, 'infer'>): FeaturesPart {
  using owned = batch;
  const { images, files, skipped } = owned;
  const known = { files, count: files.length + skipped.length, faults: faultsOf(owned, 'train') };
  if (images === null) return { ...known, output: null };
  const output = inference.infer(images);
  try {
    return { ...known, output: { shape: output.shape, data: output.dataSync<'float32'>() } };
  } finally {
    output.dispose();
  }
}

/** Emits the parts of all processes, in their order, and lets them agree. One process emits its own. */
export function partsOfAll(
  part: FeaturesPart,
  { files: images, agreement }: Pick<GatheredFeaturesConfig, 'files' | 'agreement'>,
): Observable<readonly FeaturesPart[]> {
  if (agreement === undefined || agreement.collective.size === 1) return of([part]);
  return gatheredMessages(messageOf(part, agreement), agreement).pipe(
    map((messages) => {
      const byIndex = indexed(images);
      return messages.map(({ data, arrays }) => {
        const { indices, count, faults } = data as Sent;
        return {
          files: indices.map((index) => valueAt(byIndex, index)),
          output: arrays.get(OUTPUT) ?? null,
          count,
          faults: withFolder(faults, agreement),
        };
      });
    }),
  );
}

const known = new WeakMap<readonly Image[], ReadonlyMap<number, Image>>();

/** Returns images by their positions in the list of all images. */
function indexed(images: readonly Image[]): ReadonlyMap<number, Image> {
  const map = known.get(images) ?? new Map(images.map((image) => [image.index, image]));
  known.set(images, map);
  return map;
}

/** What processes send besides the features. */
interface Sent extends Pick<FeaturesPart, 'count' | 'faults'> {
  readonly indices: readonly number[];
}

const OUTPUT = 'output';

const messageOf = ({ files, output, count, faults }: FeaturesPart, agreement: Agreement): Message => {
  const data: Sent = {
    indices: files.map(({ index }) => index),
    count,
    faults: withoutFolder(faults, agreement),
  };
  return { data, arrays: new Map(output === null ? [] : [[OUTPUT, output]]) };
};
