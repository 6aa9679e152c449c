import chalk from 'chalk';
import type { Tone } from './plot/plot.ts';

/**
 * Okabe and Ito's colours (2008), which people with any colour vision tell apart; none where the terminal's own is
 * best. Whatever a colour says, a shape, a sign or a word says too.
 */
export const palette: Readonly<Record<Tone, (text: string) => string>> = {
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
};
