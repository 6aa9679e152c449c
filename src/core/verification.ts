/** The part of the data that a checked image is in; `other` for images that are neither trained on nor validated. */
export type CheckedPart = 'train' | 'valid' | 'other';

/** An image of a {@link Finding}. */
export interface CheckedImage {
  /** Relative to the folder of images. */
  readonly path: string;
  /** The name of its class; null if it has none. */
  readonly label: string | null;
  readonly part: CheckedPart;
}

/**
 * What may be wrong: an image cannot be decoded; part of its pixels is wrong; several files have the same bytes; several
 * images look the same; or a model contradicts the label.
 */
export type FindingKind = 'unreadable' | 'damaged' | 'copies' | 'near copies' | 'label';

/** A probable mistake in a folder of images. */
export interface Finding {
  readonly kind: FindingKind;
  /** One image, or those that are alike. */
  readonly images: readonly CheckedImage[];
  /** In words for the user. */
  readonly reason: string;
  /** The paths of the images that should not be trained on; the others need a look. */
  readonly exclude: readonly string[];
}

/** How far a verification is. */
export interface VerificationProgress {
  readonly _tag: 'Verifying';
  readonly done: number;
  readonly total: number;
  /** Since the first image. */
  readonly seconds: number;
}

/** The result of a verification. */
export interface Verification {
  readonly _tag: 'Verified';
  /** The folder of images. */
  readonly root: string;
  /** The number of images that were checked. */
  readonly images: number;
  readonly seconds: number;
  readonly findings: readonly Finding[];
  /** What limits the result, as sentences. */
  readonly notes: readonly string[];
}

/**
 * What `verifyImages` emits.
 *
 * @category Verification
 */
export type VerificationEvent = VerificationProgress | Verification;
