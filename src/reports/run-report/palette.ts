import type { ChartTone } from '../charts/chart.ts';

/** A colour on a light and on a dark page. */
interface Colour {
  readonly light: string;
  readonly dark: string;
}

const lines = {
  smooth: { light: '#0072b2', dark: '#56b4e9' },
  valid: { light: '#d55e00', dark: '#f0a03c' },
  score: { light: '#00855f', dark: '#35c99c' },
  rate: { light: '#9c4a7b', dark: '#e39cc6' },
} as const satisfies Readonly<Record<string, Colour>>;

/**
 * After Okabe and Ito (2008): distinguishable with any colour vision; lines also differ in shape. Different light
 * colours have different dark ones, because charts are drawn with the light ones and a page replaces them with CSS
 * variables.
 */
export const palette = {
  paper: { light: '#ffffff', dark: '#14181d' },
  ink: { light: '#1b2026', dark: '#e8ecf1' },
  quiet: { light: '#5b6672', dark: '#9aa6b2' },
  grid: { light: '#e3e7eb', dark: '#2b323a' },
  raw: { light: '#aab4be', dark: '#56616d' },
  ...lines,
  run1: lines.smooth,
  run2: lines.valid,
  run3: lines.score,
  run4: lines.rate,
  run5: { light: '#8a6d00', dark: '#f0e442' },
  run6: { light: '#3b4a9a', dark: '#a0b4ff' },
  /** Text on strongly coloured cells. */
  bright: { light: '#fffffe', dark: '#0b0e11' },
} as const satisfies Readonly<Record<ChartTone | 'paper' | 'ink' | 'grid' | 'bright', Colour>>;

export type Tone = keyof typeof palette;

const tones = Object.keys(palette) as readonly Tone[];

/** Returns the colour of a tone in charts: the light one. */
export const colourOf = (tone: Tone): string => palette[tone].light;

/** Replaces the colours of a chart with CSS variables, so that it follows the page's light or dark theme. */
export const applyTheme = (svg: string): string =>
  tones.reduce(
    (text, tone) =>
      [colourOf(tone), toRgb(colourOf(tone))].reduce(
        (before, colour) => before.replaceAll(`"${colour}"`, `"var(--${tone})"`),
        text,
      ),
    svg,
  );

/** Returns `rgb(0,114,178)`, as charts write translucent colours. */
const toRgb = (hex: string): string =>
  `rgb(${[1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16)).join(',')})`;

/** Returns the CSS variables of {@link applyTheme}. */
export const cssVariables = (theme: keyof Colour): string =>
  tones.map((tone) => `--${tone}:${palette[tone][theme]}`).join(';');
