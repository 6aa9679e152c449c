import { concatMap, from, map, of, reduce, type Observable } from 'rxjs';
import { type Capabilities, type Checkpoint, type EarlierRun, type Metric } from '../core/index.ts';
import { decodeMessage, encodeMessage } from '../steps/index.ts';

/**
 * Emits what an earlier process left of the run, in every process: only process 0 may have its folder.
 *
 * Other processes get the checkpoint, and of the metrics those that tell where the run was.
 */
export const earlierRun = ({
  checkpoints,
  collective,
}: Pick<Capabilities, 'checkpoints' | 'collective'>): Observable<EarlierRun | null> => {
  if (collective.size === 1) return checkpoints.earlier;
  return checkpoints.earlier.pipe(
    concatMap((earlier) =>
      messageOf(collective.rank === 0 ? earlier : null).pipe(
        concatMap((bytes) => collective.broadcast$(bytes)),
        map((bytes) => (collective.rank === 0 ? earlier : received(bytes))),
      ),
    ),
  );
};

/** What process 0 tells: null if there is no earlier run. */
type Told = (Omit<Checkpoint, 'arrays'> & { readonly metrics: readonly Metric[] }) | 'completed' | null;

function messageOf(earlier: EarlierRun | null): Observable<Uint8Array> {
  const arrays = earlier?.checkpoint?.arrays ?? new Map();
  const told = (data: Told): Uint8Array => encodeMessage({ data, arrays });
  if (earlier === null) return of(told(null));
  const { checkpoint, metrics } = earlier;
  if (checkpoint === null) return of(told('completed'));
  const { progress, lengths } = checkpoint;
  return metrics.pipe(
    reduce(keepPosition, noRecord),
    map(({ kept, step }) => told({ progress, lengths, metrics: step === null ? kept : [...kept, step] })),
  );
}

/** The metrics that tell where a run was: of its steps, the last one of an epoch that has not ended. */
interface Kept {
  readonly kept: readonly Metric[];
  readonly step: Metric | null;
}

const noRecord: Kept = { kept: [], step: null };

function keepPosition({ kept, step }: Kept, metric: Metric): Kept {
  switch (metric._tag) {
    case 'Step':
      return { kept, step: metric };
    case 'PhaseStarted':
    case 'EpochRow':
      return { kept: [...kept, metric], step: null };
    case 'ItemSkipped':
      return { kept: [...kept, metric], step };
    default:
      return { kept, step };
  }
}

function received(bytes: Uint8Array): EarlierRun | null {
  const { data, arrays } = decodeMessage(bytes);
  const told = data as Told;
  if (told === null) return null;
  if (told === 'completed') return { metrics: from([]), checkpoint: null };
  const { metrics, ...rest } = told;
  return { metrics: from(metrics), checkpoint: { ...rest, arrays } };
}
