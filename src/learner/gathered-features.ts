import { takeWhile, tap, type OperatorFunction } from 'rxjs';
import {
  formatBytes,
  formatDuration,
  type Batch,
  type Capabilities,
  type Image,
  type ItemFault,
  type Notice,
  type StateArray,
} from '../core/index.ts';
import type { Tensor4D } from '../engine/index.ts';
import { mapAccum } from '../flow/index.ts';
import type { Inference } from '../nn/index.ts';
import { batchByBatch, type Agreement } from '../steps/index.ts';
import { featuresPart, partsOfAll, type FeaturesPart } from './features-part.ts';

/** The features of images: the output of the first stages of a network, in memory. */
export interface Features {
  /** The shape of the features of one image. */
  readonly shape: readonly number[];
  /** The features of all usable images, one row each. */
  readonly values: Float32Array;
  /** The row of each usable image, by its {@link sourceOf}. */
  readonly rows: ReadonlyMap<string | Uint8Array, number>;
}

/** The result of {@link gatheredFeatures}: null if the features need too much memory. */
export interface FeaturesGathered {
  readonly _tag: 'FeaturesGathered';
  readonly features: Features | null;
}

/** Options of {@link gatheredFeatures}. */
export interface GatheredFeaturesConfig extends Pick<Capabilities, 'now'> {
  /** Computes the features of a batch; borrowed. */
  readonly inference: Pick<Inference, 'infer'>;
  /** The images of all batches, with those that cannot be used. */
  readonly files: readonly Image[];
  /** That of the processes that share the batches; absent for one process. */
  readonly agreement?: Agreement | undefined;
  /** The most memory for all features, in bytes; 1 GiB by default. */
  readonly maxBytes?: number | undefined;
}

/** Returns the source of an image, which identifies it: repetitions of an image have the same source. */
export const sourceOf = ({ path, bytes }: Image): string | Uint8Array => bytes ?? path;

/**
 * Computes the features of the images of all batches, keeps them in memory, and emits them when the source completes.
 *
 * ```text
 * source      -a-b-|
 * output      -----(nf|)    n a notice of the time it took; f the features
 * ```
 *
 * Emits the skipped and damaged images of each batch, and notices of the progress if it takes long. If the features need more
 * than `maxBytes`, it computes those of one batch only:
 *
 * ```text
 * source      -a-b-|
 * output      -(nf|)        n a notice of the memory; f without features
 * ```
 *
 * Takes ownership of the batches, and leaves no tensor behind. Of several processes, each computes its shares of the batches,
 * and gets the features of all.
 *
 * @param config the network, and the images
 */
export const gatheredFeatures =
  (
    config: GatheredFeaturesConfig,
  ): OperatorFunction<Batch<Tensor4D>, Notice | ItemFault | FeaturesGathered> =>
  (source) =>
    source.pipe(
      batchByBatch((batch) => partsOfAll(featuresPart(batch, config.inference), config)),
      mapAccum<readonly FeaturesPart[], Gathering, Notice | ItemFault | FeaturesGathered>(
        () => new Gathering(config),
        (gathering, parts) => [gathering, gathering.add(parts)],
        (gathering) => gathering.finish(),
      ),
      tap(() => {
        config.agreement?.settle();
      }),
      takeWhile(({ _tag }) => _tag !== 'FeaturesGathered', true),
    );

const GIB = 2 ** 30;
/** Milliseconds until the first notice of the progress, and then between two. */
const [FIRST_MS, NEXT_MS] = [2000, 30_000];

/** The features that are computed so far. */
class Gathering {
  private readonly config: GatheredFeaturesConfig;
  private readonly startedAt: number;
  private reportedAt: number | null = null;
  /** The number of images, and of rows: those of images that can be used. */
  private done = 0;
  private used = 0;
  private shape: readonly number[] = [];
  private values = new Float32Array(0);
  private readonly rows = new Map<string | Uint8Array, number>();

  constructor(config: GatheredFeaturesConfig) {
    this.config = config;
    this.startedAt = config.now();
  }

  /** Keeps the features of a batch. */
  add(parts: readonly FeaturesPart[]): readonly (Notice | ItemFault | FeaturesGathered)[] {
    for (const { files, output } of parts) {
      const tooMuch = output === null ? null : this.keep(files, output);
      if (tooMuch !== null) return [notice(tooMuch), { _tag: 'FeaturesGathered', features: null }];
    }
    this.done += parts.reduce((sum, { count }) => sum + count, 0);
    return [...parts.flatMap(({ faults }) => faults), ...this.progress()];
  }

  /** Returns the time that it took, and the features. */
  finish(): readonly [Notice, FeaturesGathered] {
    const { shape, values, rows } = this;
    const seconds = (this.config.now() - this.startedAt) / 1000;
    const perSecond = this.done / Math.max(seconds, 1e-3);
    const rate = perSecond < 9.95 ? perSecond.toFixed(1) : String(Math.round(perSecond));
    return [
      notice(
        `computed the features of ${imagesOf(this.done)} once, with the frozen layers: ${formatDuration(seconds)}, ${rate} images/s`,
      ),
      { _tag: 'FeaturesGathered', features: { shape, values, rows } },
    ];
  }

  /** Keeps the features of a batch. Returns why not, if those of all images need too much memory. */
  private keep(files: readonly Image[], { shape, data }: StateArray): string | null {
    const { maxBytes = GIB } = this.config;
    const count = this.config.files.length;
    const length = data.length / files.length;
    if (this.used === 0) {
      const bytes = 4 * length * count;
      if (bytes > maxBytes)
        return `the features of ${imagesOf(count)} need ${formatBytes(bytes)}, more than ${formatBytes(maxBytes)}: they are computed in every epoch`;
      this.shape = shape.slice(1);
      this.values = new Float32Array(length * count);
    }
    this.values.set(data, this.used * length);
    for (const file of files) this.rows.set(sourceOf(file), this.used++);
    return null;
  }

  private progress(): readonly Notice[] {
    const now = this.config.now();
    const { done, reportedAt, startedAt } = this;
    const leftMs = (now - startedAt) * (this.config.files.length / done - 1);
    const isDue = reportedAt === null ? now - startedAt >= FIRST_MS : now - reportedAt >= NEXT_MS;
    if (!isDue || leftMs < FIRST_MS) return [];
    this.reportedAt = now;
    const left = formatDuration(leftMs / 1000);
    return [
      notice(
        `computing the features of ${imagesOf(this.config.files.length)} once: ${done} done, about ${left} left`,
      ),
    ];
  }
}

const notice = (text: string): Notice => ({ _tag: 'Notice', text });

const imagesOf = (count: number): string => `${count} ${count === 1 ? 'image' : 'images'}`;
