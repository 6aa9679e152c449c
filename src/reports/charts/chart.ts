/**
 * A line chart as plain data, for a terminal and for a page.
 *
 * It says what is shown; a renderer adds ticks, colours and sizes. A page also shows limits, phase names and values.
 */
export interface Chart {
  /** The name of its file, without extension. */
  readonly name: string;
  readonly title: string;
  /** For screen readers. */
  readonly description: string;
  /** The part of the run that is shown, e.g. `last epoch`. */
  readonly scope?: string;
  /** A remark on what is not shown. */
  readonly note?: string;
  readonly x: XAxis;
  readonly y: YAxis;
  /** Later series cover earlier ones. */
  readonly series: readonly Series[];
  readonly levels: readonly Level[];
  readonly marks: readonly Mark[];
}

/** Training steps count from 0, epochs from 1. */
export interface XAxis {
  readonly name: 'training step' | 'epoch' | 'learning rate' | 'confidence';
  readonly from: number;
  readonly to: number;
  readonly log?: boolean;
  /** Whether its ticks may be fractions; by default those of an axis that is not logarithmic are integers. */
  readonly isFraction?: boolean;
}

export interface YAxis {
  readonly name: string;
  /** Limits on a page; by default, and always on a terminal, which has few lines, those of the points. */
  readonly from?: number;
  readonly to?: number;
  readonly log?: boolean;
}

export interface Series {
  readonly name: string;
  /** A shorter name, or the current value, for a legend of one line. */
  readonly label?: string;
  readonly tone: ChartTone;
  readonly mark: 'dots' | 'line' | 'symbols' | 'line with symbols';
  /** The character that marks each point; for a plain line on a terminal, the last one. */
  readonly symbol?: string;
  readonly points: readonly Point[];
}

export interface Point {
  readonly x: number;
  /** NaN or infinite: a gap. */
  readonly y: number;
}

/** A value to compare a series with, e.g. random guessing. */
export interface Level {
  readonly name: string;
  readonly value: number;
}

/** A vertical line, such as the start of a phase. */
export interface Mark {
  readonly x: number;
  /** What it is, and shorter texts for little room. */
  readonly labels: readonly [name: string, ...shorter: string[]];
}

/** The meaning of a colour; each renderer has a palette. */
export type ChartTone = 'raw' | 'smooth' | 'valid' | 'score' | 'rate' | 'quiet' | RunTone;

/** A run in a comparison. */
export type RunTone = `run${1 | 2 | 3 | 4 | 5 | 6}`;
