/** A single layer of a network. */
export interface LayerSummary {
  /** The stage that it belongs to, for example `stage1`. */
  readonly stage: string;
  /** fastai's name of the layer, for example `4.0.convpath.0.0`. */
  readonly name: string;
  /** For example `conv`. */
  readonly kind: string;
  /** The shape of its output for one image, `[H, W, C]` or `[features]`. */
  readonly outputShape: readonly number[];
  /** The number of trainable numbers. */
  readonly parameters: number;
  /** The multiply-adds of its matrix products for one image. */
  readonly multiplyAdds: number;
}

/** The layers of a network and what they cost. */
export interface NetworkSummary {
  /** The name of the architecture. */
  readonly name: string;
  readonly layers: readonly LayerSummary[];
  /** The number of trainable numbers. */
  readonly parameters: number;
  /** The multiply-adds of all matrix products for one image. */
  readonly multiplyAdds: number;
}
