import chalk, { type ChalkInstance } from 'chalk';
import type { Tone } from './spans.ts';

export type Palette = Readonly<Record<Tone, (text: string) => string>>;

/**
 * Returns the palette of Okabe and Ito (2008), distinguishable with any colour vision. Plain text keeps the terminal's
 * own colour. Nothing is conveyed by colour alone, but also by a shape, a letter or a word.
 */
export const paletteOf = (chalk: ChalkInstance): Palette => ({
  plain: (text) => text,
  title: chalk.bold,
  quiet: chalk.gray,
  raw: chalk.gray,
  smooth: chalk.hex('#56B4E9'),
  valid: chalk.hex('#E69F00'),
  score: chalk.hex('#009E73'),
  rate: chalk.hex('#CC79A7'),
  good: chalk.hex('#009E73'),
  alarm: chalk.hex('#D55E00'),
  // Compared runs.
  run1: chalk.hex('#56B4E9'),
  run2: chalk.hex('#E69F00'),
  run3: chalk.hex('#009E73'),
  run4: chalk.hex('#CC79A7'),
  run5: chalk.hex('#D55E00'),
  run6: chalk.hex('#F0E442'),
});

/** The palette in as many colours as chalk detects for the terminal. */
export const palette: Palette = paletteOf(chalk);
