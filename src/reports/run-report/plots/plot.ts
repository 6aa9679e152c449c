import type { ChartSize } from './draw-chart.ts';

/** The size of a plot, and the title above it if it has its own file. */
export interface PlotLook extends ChartSize {
  readonly title?: string;
}

/** A plot that can be drawn at any size. */
export interface Plot {
  /** The name of its file, without `.png`. */
  readonly name: string;
  readonly title: string;
  /** For screen readers. */
  readonly description: string;
  /** A remark below the plot. */
  readonly note?: string;
  /** The size of its file. */
  readonly size: ChartSize;
  /** Returns the plot as SVG. */
  readonly draw: (look: PlotLook) => string;
}
