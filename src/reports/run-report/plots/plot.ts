import type { ChartSize } from './draw-chart.ts';

/** How large a plot is to be, and what it says above itself where it stands alone. */
export interface PlotLook extends ChartSize {
  readonly title?: string;
}

/** Something to look at, at any size. */
export interface Plot {
  /** Of its file, without `.png`. */
  readonly name: string;
  readonly title: string;
  /** What it shows, for who cannot see it. */
  readonly description: string;
  /** What one has to know to read it; mostly nothing. */
  readonly note?: string;
  /** Of its file. */
  readonly size: ChartSize;
  /** SVG. */
  readonly draw: (look: PlotLook) => string;
}
