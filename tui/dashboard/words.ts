import { formatBytes, lastOf, type LrFound, type RunEnded } from '../../src/core/index.ts';
import {
  type BestEpoch,
  experimentsOf,
  experimentsTable,
  type FinishedEpoch,
  formatPlural,
  formatRate,
  formatTime,
  formatValue,
  hangTimeout,
  type PhaseStart,
  type Progress,
  type RunState,
  tableHeader,
  tableRow,
} from '../../src/reports/index.ts';
import {
  activityOf,
  calibrationLine,
  epochText,
  evaluationLine,
  fileName,
  faultCounts,
  fitEndedLine,
  foundLine,
  lossText,
  modelLines,
  resultLine,
  togetherText,
} from '../lines/plain-text.ts';
import { wrap } from '../lines/wrap.ts';
import { lengthOf, type Span } from '../lines/spans.ts';
import type { Look } from './keys.ts';

/** Joins pieces of text into lines, as many per line as fit. Drops empty pieces. */
export function pack(pieces: readonly string[], width: number): readonly string[] {
  const lines: string[] = [];
  for (const piece of pieces.filter((each) => each !== '')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 3 + piece.length <= width)
      lines[lines.length - 1] = `${last} · ${piece}`;
    else lines.push(piece);
  }
  return lines;
}

/** Returns the current numbers of a run, the most important first. */
export function statusPieces(state: RunState): readonly string[] {
  const { progress, memory, skipped, damaged, saved, best, found, notices, choices, tta } = state;
  const { imagesPerSecond, waitFraction, ended } = progress;
  const last = progress.last ?? progress.searched;
  const waitPercent = waitFraction === null ? null : Math.round(100 * waitFraction);
  const scores = Object.entries(tta?.scores ?? {}).map(([name, value]) => `${name} ${formatValue(value)}`);
  return [
    scores.length === 0 ? '' : `test-time augmentation: ${scores.join(', ')}`,
    ended === null ? '' : fitEndedLine(ended, null),
    state.ended !== null && found === null ? '' : searchText(progress, found),
    last === null ? '' : `loss ${lossText(last.smoothLoss, 4)}`,
    last === null ? '' : `lr ${formatRate(last.learningRate)}`,
    imagesPerSecond === null ? '' : `${imagesPerSecond.toFixed(1)} images/s`,
    waitPercent === null ? '' : `data wait ${waitPercent} %`,
    togetherText(progress),
    ...faultCounts({ skipped: skipped.count, damaged: damaged.count }),
    memory === null ? '' : `memory ${formatBytes(memory.rssBytes)}`,
    memory === null ? '' : formatPlural(memory.tensors, 'tensor'),
    typeof progress.last?.momentum === 'number' ? `momentum ${progress.last.momentum.toFixed(3)}` : '',
    state.ended === null ? bestText(best) : '',
    saved === null ? '' : `saved ${lastOf(saved.path.split('/'))}, ${formatBytes(saved.bytes)}`,
    // After the end, they are below the result.
    state.ended === null ? (notices.at(-1) ?? choices.at(-1) ?? '') : '',
  ];
}

/** Returns the time that a search still takes, or its result. */
function searchText({ searched, epochLeft }: Progress, found: LrFound | null): string {
  if (searched === null) return '';
  if (found !== null) return foundLine(found);
  return epochLeft === null ? '' : `${formatTime(epochLeft)} left`;
}

const bestText = (best: BestEpoch | null): string => {
  const epoch = best?.epoch ?? null;
  return epoch === null ? '' : `best: ${epochText(epoch)}`;
};

/** Describes the state of a run in a few words. */
export function stateOf(view: RunState, silence: number, { paused, stops }: Look, watching = false): Span {
  if (view.ended !== null) {
    const text = `${view.ended.why} after ${formatTime(view.ended.seconds)}`;
    return { text, tone: view.ended.why === 'completed' ? 'good' : 'alarm' };
  }
  if (stops > 0 && watching) return { text: 'the run continues', tone: 'plain' };
  if (stops > 1) return { text: 'stopped', tone: 'alarm' };
  if (stops > 0) return { text: 'stopping after this step; q again to stop now', tone: 'alarm' };
  if (paused) return { text: `paused · ${formatTime(view.seconds)}`, tone: 'alarm' };
  if (silence >= hangTimeout(view.stepTimes)) return { text: silenceText(view, silence), tone: 'alarm' };
  if (view.progress.phase === null && view.progress.searched === null)
    return { text: 'starting', tone: 'plain' };
  return { text: `${activityOf(view.progress)} · ${formatTime(view.seconds)}`, tone: 'good' };
}

/** In the first step of a phase the engine compiles its graphs, which takes long on a busy machine. */
const silenceText = ({ stepTimes }: RunState, silence: number): string =>
  stepTimes.length === 0
    ? `in the first step for ${formatTime(silence)} (compiling, or a busy machine)`
    : `no progress for ${formatTime(silence)} (hung?)`;

/**
 * Returns the phases of the run, the current one marked. To save room, earlier phases lose their names, then are
 * dropped.
 */
export function phaseChips(
  phases: readonly PhaseStart[],
  ended: RunEnded['why'] | null,
  width: number,
): readonly Span[] {
  const chip = ({ phase: { name, size } }: PhaseStart, i: number, withName: boolean): Span => {
    const isLast = i === phases.length - 1;
    const isCurrent = isLast && ended === null;
    const mark = isCurrent ? '▶' : isLast && ended === 'stopped' ? '■' : '✓';
    const text = `${mark} ${withName ? `${name} ` : ''}${size.join('×')}`;
    return { text, tone: isCurrent ? 'plain' : 'quiet' };
  };
  const last = phases.length - 1;
  const short = phases.map((each, i) => chip(each, i, i === last));
  const attempts = [
    phases.map((each, i) => chip(each, i, true)),
    ...short.map((_, i) => (i === 0 ? short : [{ text: '…', tone: 'quiet' as const }, ...short.slice(i)])),
  ];
  const shown =
    attempts.find((chips) => lengthOf(chips) + 2 * (chips.length - 1) <= width) ?? lastOf(attempts);
  return shown.map((span, i) => (i === 0 ? span : { ...span, text: `  ${span.text}` }));
}

/** Returns the last rows of the table that fit, under the header of their phase. */
export function tableTail(rows: readonly FinishedEpoch[], height: number): readonly Span[] {
  const lines = rows.slice(-Math.max(0, height)).flatMap(({ row }, i, all): readonly Span[] => {
    const line: Span = { text: tableRow(row), tone: 'plain' };
    const first = row.phase !== all[i - 1]?.row.phase;
    return first ? [{ text: tableHeader(row), tone: 'quiet' }, line] : [line];
  });
  const shown = lines.slice(Math.max(0, lines.length - height));
  const last = rows.at(-1)?.row;
  if (shown.length < 2 || shown[0]?.tone === 'quiet' || last === undefined) return shown;
  // If the next line is already the header of the next phase, no other header is needed.
  return shown[1]?.tone === 'quiet'
    ? shown.slice(1)
    : [{ text: tableHeader(last), tone: 'quiet' }, ...shown.slice(1)];
}

/** The maximum number of lines for notices below a result. */
const MAX_NOTICE_LINES = 2;

/**
 * Returns the result of a run that has ended, and its models; also its notices, if there is no other place for them: the
 * page of the run has all, so that the charts keep their room.
 */
export const endLines = (
  state: RunState,
  width: number,
  { withNotices = true }: { readonly withNotices?: boolean } = {},
): readonly string[] =>
  state.ended === null
    ? []
    : experimentsOf(state)
        .slice(-1)
        .flatMap(resultLine)
        .concat(evaluationLine(state), calibrationLine(state), modelLines(state, fileName))
        .flatMap((line) => wrap(line, width))
        .concat(withNotices ? noticeLines(state.notices, width) : []);

/** Returns notices in at most two lines; the second one says where the others are. */
function noticeLines(notices: readonly string[], width: number): readonly string[] {
  const lines = notices.flatMap((text) => wrap(text, width));
  const last = notices.at(-1);
  return last === undefined || lines.length <= MAX_NOTICE_LINES ? lines : [last, 'All notices: page 4 (run)'];
}

/** Returns the result of the run with chance and reference, and a table if there are several runs. */
export function resultLines(state: RunState): readonly string[] {
  const runs = experimentsOf(state);
  return [...runs.slice(-1).flatMap(resultLine), ...(runs.length > 1 ? ['', ...experimentsTable(runs)] : [])];
}
