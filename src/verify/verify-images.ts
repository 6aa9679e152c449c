import * as E from 'fp-ts/lib/Either.js';
import { concat, defer, map, of, type Observable } from 'rxjs';
import {
  at,
  type Capabilities,
  type CheckedImage,
  type Decoded,
  type Finding,
  type VerificationEvent,
} from '../core/index.ts';
import { exactCopies, nearCopies } from './copy-findings.ts';
import { joined } from './joined.ts';
import { nearPairs } from './near-pairs.ts';
import { perceptualHash, type PerceptualHash } from './perceptual-hash.ts';
import { suspiciousLabels, type PredictedLabel } from './suspicious-labels.ts';

/** Options of {@link verifyImages}. */
export interface VerifyImagesConfig {
  readonly world: Pick<Capabilities, 'decode' | 'now'>;
  /** The folder of images. */
  readonly root: string;
  readonly images: readonly CheckedImage[];
  /** Emits the groups of files with the same bytes, by their paths relative to the folder: `equalFiles`. */
  readonly equal$: Observable<readonly (readonly string[])[]>;
  /** What a model predicted for some of the images; none by default. */
  readonly predictions?: readonly PredictedLabel[];
  /** What limits the result, as sentences; nothing by default. */
  readonly notes?: readonly string[];
}

/**
 * Decodes every image in full and emits its progress after each, then the result: images that cannot be decoded or are
 * damaged, exact copies, images that look the same, and labels that a model contradicts. Changes nothing.
 *
 * ```text
 * decode      --a-b-(c|)
 * equal$      (g|)             subscribed when every image is decoded
 * output      0-1-2-(3r|)      0 … 3 images are done; r the result
 * ```
 *
 * Findings are in the order of their kinds, then in that of the images. Errors only as `decode` and `equal$` do.
 *
 * @category Verification
 */
export const verifyImages = ({
  world: { decode, now },
  root,
  images,
  equal$,
  predictions = [],
  notes = [],
}: VerifyImagesConfig): Observable<VerificationEvent> =>
  defer(() => {
    const startedAt = now();
    const secondsNow = (): number => (now() - startedAt) / 1000;
    const outcomes: Outcome[] = [];
    const progress = (): VerificationEvent => {
      const { length: done } = outcomes;
      return { _tag: 'Verifying', done, total: images.length, seconds: secondsNow() };
    };
    const requests = images.map(({ path }) => ({ image: `${root}/${path}`, plan: () => [] }));
    return concat(
      defer(() => of(progress())),
      decode(requests).pipe(
        map((decoded) => {
          outcomes.push(outcomeOf(decoded));
          return progress();
        }),
      ),
      equal$.pipe(
        map((equal): VerificationEvent => {
          const findings = findingsOf({ images, outcomes, equal, predictions });
          return { _tag: 'Verified', root, images: images.length, seconds: secondsNow(), findings, notes };
        }),
      ),
    );
  });

/** What is kept of a decoded image. */
interface Outcome {
  /** Why it cannot be decoded, and why part of its pixels may be wrong; null if nothing is known. */
  readonly fault: string | null;
  readonly damage: string | null;
  readonly hash: PerceptualHash | null;
}

const outcomeOf = (decoded: E.Either<string, Decoded>): Outcome =>
  E.isLeft(decoded)
    ? { fault: decoded.left.replace(/^cannot be decoded: /, ''), damage: null, hash: null }
    : {
        fault: null,
        damage: decoded.right.damage ?? null,
        hash: perceptualHash(decoded.right.pixels),
      };

interface Outcomes extends Pick<VerifyImagesConfig, 'images'> {
  readonly predictions: readonly PredictedLabel[];
  readonly outcomes: readonly Outcome[];
  readonly equal: readonly (readonly string[])[];
}

function findingsOf({ images, outcomes, equal, predictions }: Outcomes): readonly Finding[] {
  const places = new Map(images.map(({ path }, i) => [path, i]));
  const isReadable = (i: number): boolean => at(outcomes, i).fault === null;
  const imagesAt = (indices: readonly number[]): readonly CheckedImage[] => indices.map((i) => at(images, i));
  // Equal files that cannot be decoded, such as a web page saved many times, are listed as unreadable only.
  const exact = equal
    .map((group) => group.flatMap((path) => places.get(path) ?? []).filter(isReadable))
    .filter(({ length }) => length > 1);
  const single = (kind: 'unreadable' | 'damaged', reasonOf: (outcome: Outcome) => string | null) =>
    outcomes.flatMap((outcome, i): readonly Finding[] => {
      const reason = reasonOf(outcome);
      const image = at(images, i);
      return reason === null ? [] : [{ kind, images: [image], reason, exclude: [image.path] }];
    });
  return [
    ...single('unreadable', ({ fault }) => fault),
    ...single('damaged', ({ damage }) => damage),
    ...exact.map((group) => exactCopies(imagesAt(group))),
    ...nearGroups(exact, outcomes).map((group) => nearCopies(imagesAt(group))),
    ...suspiciousLabels(predictions, (path) => {
      const place = places.get(path);
      return place === undefined ? undefined : at(images, place);
    }),
  ];
}

/** Returns the groups of images that look the same and are more than exact copies. */
function nearGroups(
  exact: readonly (readonly number[])[],
  outcomes: readonly Outcome[],
): readonly (readonly number[])[] {
  const firsts = new Map(exact.flatMap((group) => group.slice(1).map((i) => [i, at(group, 0)] as const)));
  const hashes = outcomes.map(({ hash }, i) => (firsts.has(i) ? null : hash));
  const groups = joined(outcomes.length, [...nearPairs(hashes), ...firsts]);
  return groups.filter((group) => group.filter((i) => !firsts.has(i)).length > 1);
}
