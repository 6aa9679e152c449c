import { map, of, type Observable } from 'rxjs';
import { targetCount, valueAt, type Image, type ItemFault, type Targets } from '../core/index.ts';
import { concatPredictions, concatTargets, type Predictions } from '../nn/index.ts';
import type { Agreement } from './agreement.ts';
import { gatheredMessages } from './gathered-messages.ts';
import type { Message } from './message-bytes.ts';
import { withFolder, withoutFolder } from './relocated.ts';

/** The network's outputs for the images of a batch, or for the share of one process. */
export interface EvaluatedPart {
  readonly files: readonly Image[];
  readonly targets: Targets;
  /** `[N, outputs]`. */
  readonly logits: Predictions;
  readonly faults: readonly ItemFault[];
}

/**
 * Emits the part of the whole batch, from the shares of all processes in their order, and lets them agree. One process emits
 * its own.
 */
export function joinedPart(part: EvaluatedPart, agreement: Agreement | undefined): Observable<EvaluatedPart> {
  if (agreement === undefined || agreement.collective.size === 1) return of(part);
  const relative = {
    ...part,
    files: withoutFolder(part.files, agreement),
    faults: withoutFolder(part.faults, agreement),
  };
  return gatheredMessages(messageOf(relative), agreement).pipe(
    map((each) => {
      const parts = each.map(partIn);
      return {
        files: withFolder(
          parts.flatMap(({ files }) => files),
          agreement,
        ),
        targets: joinedTargets(parts.map(({ targets }) => targets)),
        logits: concatPredictions(
          parts.map(({ logits }) => logits),
          part.logits.shape[1],
        ),
        faults: withFolder(
          parts.flatMap(({ faults }) => faults),
          agreement,
        ),
      };
    }),
  );
}

/** Images without a label leave the whole batch without. */
function joinedTargets(each: readonly Targets[]): Targets {
  const count = each.reduce((sum, targets) => sum + targetCount(targets), 0);
  const used = each.filter((targets) => targetCount(targets) > 0);
  if (used.length === 0) return concatTargets(each);
  return used.some(({ _tag }) => _tag === 'NoTargets') ? { _tag: 'NoTargets', count } : concatTargets(used);
}

const messageOf = ({ files, targets, faults, logits }: EvaluatedPart): Message => ({
  data: { files: files.map(({ path, index }) => ({ path, index })), targets: plain(targets), faults },
  arrays: new Map([[LOGITS, logits]]),
});

function partIn({ data, arrays }: Required<Message>): EvaluatedPart {
  const { targets, ...rest } = data as Omit<EvaluatedPart, 'logits'>;
  return { ...rest, targets: typed(targets), logits: valueAt(arrays, LOGITS) as Predictions };
}

const LOGITS = 'logits';

/** Returns targets whose numbers JSON can express. */
const plain = (targets: Targets): unknown =>
  Object.fromEntries(
    Object.entries(targets).map(([name, value]: [string, unknown]) => [
      name,
      ArrayBuffer.isView(value) ? [...(value as Float32Array)] : value,
    ]),
  );

/** Returns the targets of {@link plain}. */
function typed(targets: Targets): Targets {
  switch (targets._tag) {
    case 'NoTargets':
      return targets;
    case 'ClassTargets':
      return { ...targets, classes: Int32Array.from(targets.classes) };
    case 'LabelTargets':
      return { ...targets, values: Float32Array.from(targets.values) };
    case 'MixedTargets':
      return {
        ...targets,
        classes: Int32Array.from(targets.classes),
        others: Int32Array.from(targets.others),
        weights: Float32Array.from(targets.weights),
      };
  }
}
