import type { CheckedImage, Finding, FindingKind, Verification } from '../../src/core/index.ts';
import { formatCount, formatPlural, formatTime } from '../../src/reports/index.ts';
import { tableOf, type Column } from './columns.ts';
import { span, type Spans, type Tone } from './spans.ts';

/** The maximum number of images in a table. */
const MAX_ROWS = 300;

const names: Readonly<Record<FindingKind, readonly [one: string, many: string]>> = {
  unreadable: ['image cannot be decoded', 'images cannot be decoded'],
  damaged: ['image is damaged', 'images are damaged'],
  copies: ['group of exact copies', 'groups of exact copies'],
  'near copies': ['group of images that look the same', 'groups of images that look the same'],
  label: ['label contradicts the run', 'labels contradict the run'],
};

const partNames = { train: 'training', valid: 'validation', other: 'none' } as const;

/**
 * Returns the result of a verification as lines: a table with one line per image, and the number of each problem. The
 * reason of images that are alike is on the line of the first.
 *
 * ```text
 * problem      image      class  part        leave out  reason
 * unreadable   cat/3.jpg  cat    training    yes        an empty file
 * copies       cat/1.jpg  cat    training    yes        2 exact copies, in training and validation
 *              cat/2.jpg  cat    validation
 *
 * 20 images in 00:01 (18 per second): 1 image cannot be decoded, 1 group of exact copies
 * ```
 */
export function findingsLines({ findings, images, seconds }: Verification): readonly Spans[] {
  const rows = findings.flatMap(rowsOf);
  const shown = rows.slice(0, MAX_ROWS);
  const column = (title: string, cellOf: (row: Row) => string): Column => ({
    ...{ title, align: 'left', cells: shown.map((row) => span(cellOf(row), row.tone)) },
  });
  const table = [
    column('problem', ({ kind }) => kind),
    column('image', ({ image }) => image.path),
    column('class', ({ image }) => image.label ?? ''),
    column('part', ({ image }) => partNames[image.part]),
    column('leave out', ({ isExcluded }) => (isExcluded ? 'yes' : '')),
    column('reason', ({ reason }) => reason),
  ];
  const more = rows.length - shown.length;
  const rate = seconds > 0 ? ` (${formatCount(Math.round(images / seconds))} per second)` : '';
  return [
    ...(rows.length === 0 ? [] : [...tableOf(table), []]),
    ...(more > 0 ? [[span(`… and ${formatPlural(more, 'line')} more: all are in --format csv`)]] : []),
    [span(`${formatPlural(images, 'image')} in ${formatTime(seconds)}${rate}: ${summaryOf(findings)}`)],
  ];
}

interface Row {
  /** Empty but for the first image of a group, as is the reason. */
  readonly kind: string;
  readonly reason: string;
  readonly image: CheckedImage;
  readonly isExcluded: boolean;
  readonly tone: Tone;
}

const rowsOf = ({ kind, images, reason, exclude }: Finding): readonly Row[] =>
  images.map((image, i) => ({
    kind: i === 0 ? kind : '',
    reason: i === 0 ? reason : '',
    image,
    isExcluded: exclude.includes(image.path),
    tone: exclude.length > 0 ? 'plain' : 'quiet',
  }));

function summaryOf(findings: readonly Finding[]): string {
  const counts = Object.entries(names).flatMap(([kind, [one, many]]) => {
    const count = findings.filter((finding) => finding.kind === kind).length;
    return count === 0 ? [] : [`${formatCount(count)} ${count === 1 ? one : many}`];
  });
  return counts.length === 0 ? 'nothing found' : counts.join(', ');
}
