/** Options of `summary`. */
export interface SummaryOptions {
  /** Height and width of the images, in pixels; undefined for that of a run, or 224. */
  readonly size: number | undefined;
  /** Outputs of the network; undefined for those of a run, or 1000. */
  readonly nOut: number | undefined;
  readonly head: 'linear' | 'fastai' | undefined;
}

/** The defaults of `summary`. */
export const summaryDefaults = { size: undefined, nOut: undefined, head: undefined } as const;
