import { alignedTable } from '../../support/aligned-table.ts';
import { median } from '../verdict.ts';

/** The values of all rounds, or why there are none. */
export type Measured = readonly number[] | string;

/** One line of the table. */
export interface GpuRow {
  readonly measure: string;
  readonly setting: string;
  readonly precision: string;
  readonly unit: 'images/s' | 's' | 'MB';
  readonly ours: Measured;
  readonly peer: Measured;
}

/** Returns the ratio of the medians: of times, the peer's by ours; null unless both are measured. */
export function ratioOf({ ours, peer, unit }: Pick<GpuRow, 'ours' | 'peer' | 'unit'>): number | null {
  if (typeof ours === 'string' || typeof peer === 'string') return null;
  const ratio = median(ours) / median(peer);
  return unit === 's' ? 1 / ratio : ratio;
}

const formatValue = (values: Measured, unit: string): string => {
  if (typeof values === 'string') return '–';
  const value = median(values);
  return `${value.toFixed(value >= 100 ? 0 : 1)} ${unit}`;
};

const formatRatio = (ratio: number | null): string => (ratio === null ? '–' : ratio.toFixed(2));

/** Returns what is not measured and why, in words; empty if all is. */
function missing({ ours, peer }: GpuRow): string {
  if (ours === peer && typeof ours === 'string') return `not measured: ${ours}`;
  return [
    ...(typeof ours === 'string' ? [`Millrace not measured: ${ours}`] : []),
    ...(typeof peer === 'string' ? [`PyTorch not measured: ${peer}`] : []),
  ].join('; ');
}

/** Formats the rows as a table with aligned columns. */
export const gpuTable = (rows: readonly GpuRow[]): string =>
  [
    alignedTable([
      ['measure', 'setting', 'precision', 'Millrace', 'PyTorch', 'ratio', ''],
      ...rows.map((row) => [
        row.measure,
        row.setting,
        row.precision,
        formatValue(row.ours, row.unit),
        formatValue(row.peer, row.unit),
        formatRatio(ratioOf(row)),
        missing(row),
      ]),
    ]),
    '',
    "ratio: images/s or MB ÷ PyTorch's; of times, PyTorch's ÷ Millrace's. PyTorch: channels last; bfloat16 and float16 are AMP.",
  ].join('\n');
