import { printable } from '../../core/index.ts';
import type { ReportState } from './report-state.ts';

/** The name of a class; its number where it has none. */
export const className = ({ run }: Pick<ReportState, 'run'>, index: number): string =>
  printable(run?.vocab[index] ?? '').trim() || `class ${index}`;
