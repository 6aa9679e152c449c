import { csvLine, type Finding } from '../core/index.ts';

/** Returns findings as CSV: one line per image; those that are alike have the same group, counted from 1. */
export const findingsCsv = (findings: readonly Finding[]): string =>
  [
    ['problem', 'group', 'path', 'class', 'part', 'leave_out', 'reason'],
    ...findings.flatMap(({ kind, images, reason, exclude }, i) =>
      images.map(({ path, label, part }) => [
        ...[kind, String(i + 1), path, label ?? '', part],
        ...[exclude.includes(path) ? 'yes' : 'no', reason],
      ]),
    ),
  ]
    .map(csvLine)
    .join('');
