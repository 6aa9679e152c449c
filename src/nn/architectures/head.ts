import type { HeadDescription } from '../../core/index.ts';
import type { NamedLayer } from '../network.ts';
import { activation, batchNorm, dense, dropout, flatten, globalPooling } from '../specs/index.ts';

/** The head of a network maps the features of an image to outputs. */
export interface HeadOptions {
  /**
   * `linear`, the default: global average pooling, dropout, and a dense layer, as in xresnets and timm. `fastai`: its
   * create_head, with the maxima and means of all pixels, and two dense layers with batch norm and dropout before each.
   */
  readonly kind?: HeadDescription['kind'] | undefined;
  /** The probability that a feature is dropped in training, 0 to below 1; by default 0 for `linear`, 0.5 for `fastai`. */
  readonly dropout?: number | undefined;
  /** The features between the two dense layers of `fastai`; 512 by default. */
  readonly hidden?: number | undefined;
}

const DROPOUT: Readonly<Record<HeadDescription['kind'], number>> = { linear: 0, fastai: 0.5 };

/** Returns the settings of a head, with defaults filled in. */
export function headDescription({ kind = 'linear', dropout, hidden = 512 }: HeadOptions): HeadDescription {
  return { kind, dropout: dropout ?? DROPOUT[kind], ...(kind === 'fastai' ? { hidden } : {}) };
}

/** Returns the layers that map the features of an image, `[N, h, w, features]`, to `[N, outputs]`. */
export function headLayers(
  { kind, dropout: probability, hidden = 512 }: HeadDescription,
  features: number,
  outputs: number,
): readonly NamedLayer[] {
  if (kind === 'linear')
    return [
      ['avgpool', globalPooling()],
      ['flatten', flatten],
      ['dropout', dropout(probability)],
      ['head', dense({ inFeatures: features, outFeatures: outputs })],
    ];
  const dropping = (name: string, p: number): readonly NamedLayer[] => (p === 0 ? [] : [[name, dropout(p)]]);
  return [
    ['pool', globalPooling('concat')],
    ['flatten', flatten],
    ['norm0', batchNorm(2 * features)],
    ...dropping('dropout0', probability / 2),
    ['dense', dense({ inFeatures: 2 * features, outFeatures: hidden, bias: false })],
    ['relu', activation('relu')],
    ['norm1', batchNorm(hidden)],
    ...dropping('dropout1', probability),
    ['head', dense({ inFeatures: hidden, outFeatures: outputs, bias: false })],
  ];
}
