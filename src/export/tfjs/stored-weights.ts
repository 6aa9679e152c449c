import type { StateArray } from '../../core/index.ts';
import { concatBytes } from '../../core/protobuf/index.ts';
import { bytesOf, isStoredInHalf, toHalves } from '../halves.ts';
import type { ExportedFile } from '../export-options.ts';

/** A weight in the manifest of `model.json`. */
interface WeightEntry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: 'float32';
  readonly quantization?: { readonly dtype: 'float16'; readonly original_dtype: 'float32' };
}

/** Bytes of a shard, as the converter of TensorFlow.js has them: browsers cache files of this size. */
const SHARD_BYTES = 2 ** 22;

/** Collects the weights of a model. */
export class StoredWeights {
  private readonly entries: WeightEntry[] = [];
  private readonly contents: Uint8Array[] = [];
  private readonly half: boolean;

  constructor(half: boolean) {
    this.half = half;
  }

  /** Adds weights. */
  add(name: string, array: StateArray): void {
    if (isStoredInHalf(array, this.half)) this.addHalves(name, array);
    else this.addFloats(name, array);
  }

  /** Adds weights that are never stored in 16 bits. */
  addFloats(name: string, { shape, data }: StateArray): void {
    this.entries.push({ name, shape, dtype: 'float32' });
    this.contents.push(bytesOf(data));
  }

  private addHalves(name: string, { shape, data }: StateArray): void {
    const quantization = { dtype: 'float16', original_dtype: 'float32' } as const;
    this.entries.push({ name, shape, dtype: 'float32', quantization });
    this.contents.push(bytesOf(toHalves(data)));
  }

  /** Returns the files of all weights, and their manifest. */
  shards(): { readonly files: readonly ExportedFile[]; readonly manifest: readonly object[] } {
    const all = concatBytes(this.contents);
    const count = Math.max(1, Math.ceil(all.length / SHARD_BYTES));
    const files = Array.from({ length: count }, (_, i) => ({
      name: `group1-shard${i + 1}of${count}.bin`,
      content: all.subarray(i * SHARD_BYTES, (i + 1) * SHARD_BYTES),
    }));
    return { files, manifest: [{ paths: files.map(({ name }) => name), weights: this.entries }] };
  }
}
