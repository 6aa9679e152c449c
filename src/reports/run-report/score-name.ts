import type { ReportState } from './report-state.ts';

/** Accuracy where there is one, else the first score. */
export function scoreName({ rows, valid }: Pick<ReportState, 'rows' | 'valid'>): string {
  const names = Object.keys(rows.at(-1)?.row.scores ?? valid?.scores ?? {});
  return names.includes('accuracy') ? 'accuracy' : (names[0] ?? 'accuracy');
}
