import {
  experimentsTable,
  formatBytes,
  formatPlural,
  formatRate,
  formatTime,
  tableHeader,
  tableRow,
  hangsAfter,
} from '../../src/reports/index.ts';
import { resultLine } from '../lines/plain-text.ts';
import { wrapped } from '../lines/wrapped.ts';
import type { Look } from './keys.ts';
import type { PhaseStart, TableRow, View } from './model.ts';
import type { Span } from '../plot/plot.ts';

/** Pieces of text in lines of a width, as many in a line as there is room for. */
export function packed(pieces: readonly string[], width: number): readonly string[] {
  const lines: string[] = [];
  for (const piece of pieces.filter((each) => each !== '')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 3 + piece.length <= width)
      lines[lines.length - 1] = `${last} · ${piece}`;
    else lines.push(piece);
  }
  return lines;
}

/** Numbers of the moment, the more important ones first. */
export function statusPieces({ progress, memory, skipped, saved, tta }: View): readonly string[] {
  const { last, imagesPerSecond, waitFraction } = progress;
  const fraction = waitFraction === null ? null : Math.round(100 * waitFraction);
  const score = Object.entries(tta?.scores ?? {}).map(([name, value]) => `${name} ${value.toFixed(6)}`);
  return [
    score.length === 0 ? '' : `test-time augmentation: ${score.join(', ')}`,
    last === null ? '' : `loss ${finite(last.smoothLoss, 4)}`,
    last === null ? '' : `lr ${formatRate(last.learningRate)}`,
    imagesPerSecond === null ? '' : `${imagesPerSecond.toFixed(1)} images/s`,
    fraction === null ? '' : `data wait ${fraction} %`,
    skipped.paths.size === 0 ? '' : `${formatPlural(skipped.paths.size, 'image')} skipped`,
    memory === null ? '' : `memory ${formatBytes(memory.rssBytes)}`,
    memory === null ? '' : formatPlural(memory.tensors, 'tensor'),
    typeof last?.momentum === 'number' ? `momentum ${last.momentum.toFixed(3)}` : '',
    saved === null ? '' : `saved ${saved.path.split('/').at(-1) ?? ''}, ${formatBytes(saved.bytes)}`,
  ];
}

/** A loss may run away. */
const finite = (value: number | null, digits: number): string =>
  value !== null && Number.isFinite(value) ? value.toFixed(digits) : 'not a number';

/** What is going on, in a few words. */
export function stateOf(view: View, silence: number, { paused, stops }: Look): Span {
  if (view.ended !== null) {
    const text = `${view.ended.why} after ${formatTime(view.ended.seconds)}`;
    return { text, tone: view.ended.why === 'completed' ? 'good' : 'alarm' };
  }
  if (stops > 1) return { text: 'stopped', tone: 'alarm' };
  if (stops > 0) return { text: 'stopping after this step; q again: at once', tone: 'alarm' };
  if (paused) return { text: `paused · ${formatTime(view.seconds)}`, tone: 'alarm' };
  if (silence >= hangsAfter(view.stepTimes))
    return { text: `nothing for ${formatTime(silence)}: hangs?`, tone: 'alarm' };
  if (view.progress.phase === null) return { text: 'starting', tone: 'plain' };
  const doing = view.progress.activity === 'train' ? 'training' : 'evaluating';
  return { text: `${doing} · ${formatTime(view.seconds)}`, tone: 'good' };
}

/** The phases of the run, the one under way marked; where there is no room, earlier ones lose their names, then go. */
export function phaseChips(phases: readonly PhaseStart[], ended: boolean, width: number): readonly Span[] {
  const chip = ({ phase: { name, size } }: PhaseStart, i: number, named: boolean): Span => {
    const present = i === phases.length - 1 && !ended;
    const text = `${present ? '▶' : '✓'} ${named ? `${name} ` : ''}${size.join('×')}`;
    return { text, tone: present ? 'plain' : 'quiet' };
  };
  const last = phases.length - 1;
  const short = phases.map((each, i) => chip(each, i, i === last));
  const attempts = [
    phases.map((each, i) => chip(each, i, true)),
    ...short.map((_, i) => (i === 0 ? short : [{ text: '…', tone: 'quiet' as const }, ...short.slice(i)])),
  ];
  const shown = attempts.find((chips) => joined(chips).length <= width) ?? attempts.at(-1) ?? [];
  return shown.map((span, i) => (i === 0 ? span : { ...span, text: `  ${span.text}` }));
}

const joined = (chips: readonly Span[]): string => chips.map(({ text }) => text).join('  ');

/** The book's table: as many of its last lines as there is room for, under the header of their phase. */
export function tableTail(rows: readonly TableRow[], height: number): readonly Span[] {
  const lines = rows.slice(-Math.max(0, height)).flatMap(({ row }, i, all): readonly Span[] => {
    const line: Span = { text: tableRow(row), tone: 'plain' };
    const first = row.phase !== all[i - 1]?.row.phase;
    return first ? [{ text: tableHeader(row), tone: 'quiet' }, line] : [line];
  });
  const shown = lines.slice(Math.max(0, lines.length - height));
  const last = rows.at(-1)?.row;
  if (shown.length < 2 || shown[0]?.tone === 'quiet' || last === undefined) return shown;
  // Where the next phase begins right below, its header is enough.
  return shown[1]?.tone === 'quiet'
    ? shown.slice(1)
    : [{ text: tableHeader(last), tone: 'quiet' }, ...shown.slice(1)];
}

/** What a run that ended came to. */
export const endLines = ({ ended, runs }: View, width: number): readonly string[] =>
  ended === null
    ? []
    : runs
        .slice(-1)
        .flatMap(resultLine)
        .flatMap((line) => wrapped(line, width));

/** What the run came to, with chance and reference; the table of all runs where there are several. */
export function resultLines({ runs }: View): readonly string[] {
  return [...runs.slice(-1).flatMap(resultLine), ...(runs.length > 1 ? ['', ...experimentsTable(runs)] : [])];
}
