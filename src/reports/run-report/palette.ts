/** A colour on paper and in the dark. */
interface Colour {
  readonly light: string;
  readonly dark: string;
}

/**
 * After Okabe and Ito (2008): people with any colour vision tell them apart, and lines differ in shape besides. No two
 * are equal on paper: charts are drawn with those, and a page replaces them by names.
 */
export const palette = {
  paper: { light: '#ffffff', dark: '#14181d' },
  ink: { light: '#1b2026', dark: '#e8ecf1' },
  quiet: { light: '#5b6672', dark: '#9aa6b2' },
  grid: { light: '#e3e7eb', dark: '#2b323a' },
  raw: { light: '#aab4be', dark: '#56616d' },
  smooth: { light: '#0072b2', dark: '#56b4e9' },
  valid: { light: '#d55e00', dark: '#f0a03c' },
  score: { light: '#00855f', dark: '#35c99c' },
  rate: { light: '#9c4a7b', dark: '#e39cc6' },
  /** On cells that are full of colour. */
  bright: { light: '#fffffe', dark: '#0b0e11' },
} as const satisfies Readonly<Record<string, Colour>>;

export type Tone = keyof typeof palette;

const tones = Object.keys(palette) as readonly Tone[];

/** The colour of a tone as charts draw it. */
export const colourOf = (tone: Tone): string => palette[tone].light;

/** A chart in the colours of the page that it is on, whether the reader likes pages light or dark. */
export const themed = (svg: string): string =>
  tones.reduce(
    (text, tone) =>
      [colourOf(tone), rgbOf(colourOf(tone))].reduce(
        (before, colour) => before.replaceAll(`"${colour}"`, `"var(--${tone})"`),
        text,
      ),
    svg,
  );

/** As a chart writes a colour that shows what is below it: `rgb(0,114,178)`. */
const rgbOf = (hex: string): string =>
  `rgb(${[1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16)).join(',')})`;

/** The colours as properties of a page, by {@link themed}'s names. */
export const properties = (theme: keyof Colour): string =>
  tones.map((tone) => `--${tone}:${palette[tone][theme]}`).join(';');
