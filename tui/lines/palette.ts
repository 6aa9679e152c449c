import chalk, { type ChalkInstance } from 'chalk';
import type { Tone } from '../plot/plot.ts';

export type Palette = Readonly<Record<Tone, (text: string) => string>>;

/**
 * Okabe and Ito's colours (2008), which people with any colour vision tell apart; none where the terminal's own is
 * best. Whatever a colour says, a shape, a sign or a word says too.
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
  // Of runs that are compared.
  run1: chalk.hex('#56B4E9'),
  run2: chalk.hex('#E69F00'),
  run3: chalk.hex('#009E73'),
  run4: chalk.hex('#CC79A7'),
  run5: chalk.hex('#D55E00'),
  run6: chalk.hex('#F0E442'),
});

/** In as many colours as chalk finds that the terminal has. */
export const palette: Palette = paletteOf(chalk);
