import { printable, type ClassProbability, type TopLoss } from '../../core/index.ts';
import { escapeHtml } from './html.ts';
import { colourOf, type Tone } from './palette.ts';
import type { RunState } from '../folds/run-state.ts';
import { className, runName, topLossesOf } from './report-views.ts';
import { thumbnailOf, type Thumbnails } from './thumbnails.ts';

// Pixels.
const MARGIN = 24;
const GAP = 24;
const CELL = { width: 240, image: 240, height: 308 };
const TITLE = 44;
const COLUMNS = 3;
/** Photographs make large PNG files, so they are drawn smaller than plots. */
const SCALE = 0.5;

/** Returns the images with the highest losses and their predictions as SVG: fastai's plot_top_losses. */
export function topLossesGrid(state: RunState, thumbnails: Thumbnails): string {
  const tops = topLossesOf(state);
  const rows = Math.ceil(tops.length / COLUMNS);
  const width = 2 * MARGIN + COLUMNS * CELL.width + (COLUMNS - 1) * GAP;
  const height = 2 * MARGIN + TITLE + rows * CELL.height + Math.max(0, rows - 1) * GAP;
  const title = line({ x: MARGIN, y: MARGIN + 16, text: `${runName(state)}: Top losses`, size: 16, bold: true, width }); // prettier-ignore
  const cells = tops.map((top, i) => {
    const x = MARGIN + (i % COLUMNS) * (CELL.width + GAP);
    const y = MARGIN + TITLE + Math.floor(i / COLUMNS) * (CELL.height + GAP);
    return `<g transform="translate(${x} ${y})">${cell(state, thumbnails, top)}</g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${SCALE * width}" height="${SCALE * height}" viewBox="0 0 ${width} ${height}">${title}${cells.join('')}</svg>`;
}

function cell(state: RunState, thumbnails: Thumbnails, top: TopLoss): string {
  const { url, reason } = thumbnailOf(thumbnails, top);
  const frame = `width="${CELL.width}" height="${CELL.image}"`;
  const image =
    url === null
      ? `<rect ${frame} fill="${colourOf('grid')}"/>${line({ x: 12, y: 124, text: `not shown: ${reason}`, tone: 'quiet' })}`
      : `<rect ${frame} fill="${colourOf('grid')}"/><image ${frame} href="${url}" preserveAspectRatio="xMidYMid slice"/>`;
  const row = (y: number, labels: readonly ClassProbability[], word: string): string => {
    const [only] = labels;
    const names = labels.map(({ index }) => className(state, index)).join(', ') || 'nothing';
    return (
      line({ x: 0, y, text: word, tone: 'quiet', size: 12 }) +
      line({ x: 66, y, text: names, bold: true, width: CELL.width - 66 - 46 }) +
      (only === undefined || labels.length > 1
        ? ''
        : line({ x: CELL.width, y, text: only.probability.toFixed(2), anchor: 'end', width: 46 }))
    );
  };
  const y = CELL.image + 20;
  return [
    image,
    row(y, top.predicted, 'predicted'),
    row(y + 20, top.actual, 'actual'),
    line({ x: 0, y: y + 40, text: 'loss', tone: 'quiet', size: 12 }),
    line({ x: 66, y: y + 40, text: top.loss.toFixed(2) }),
  ].join('');
}

interface Line {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly tone?: Tone;
  readonly size?: number;
  readonly bold?: boolean;
  readonly anchor?: 'start' | 'end';
  /** Longer text is truncated, by the mean width of a letter. */
  readonly width?: number;
}

function line({
  x,
  y,
  text,
  tone = 'ink',
  size = 13,
  bold = false,
  anchor = 'start',
  width = CELL.width - x,
}: Line): string {
  const letters = Array.from(printable(text));
  const room = Math.floor(width / (0.56 * size));
  const shown = letters.length <= room ? letters.join('') : `${letters.slice(0, room - 1).join('')}…`;
  return `<text x="${x}" y="${y}" font-family="Inter, sans-serif" font-size="${size}" font-weight="${bold ? 600 : 400}" text-anchor="${anchor}" fill="${colourOf(tone)}">${escapeHtml(shown)}</text>`;
}
