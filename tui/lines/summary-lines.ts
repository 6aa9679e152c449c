import type { NetworkSummary } from '../../src/core/index.ts';
import { tableOf, type Column } from './columns.ts';
import { span, type Spans } from './spans.ts';

/** Returns a table of the layers of a network, and its totals. */
export function summaryLines(
  { name, layers, parameters, multiplyAdds }: NetworkSummary,
  [height, width]: readonly [height: number, width: number],
): readonly Spans[] {
  const column = (title: string, align: Column['align'], cells: readonly string[]): Column => ({
    title,
    align,
    cells: cells.map((text) => span(text)),
  });
  // A stage is named in its first row.
  const stages = layers.map(({ stage }, i) => (layers[i - 1]?.stage === stage ? '' : stage));
  return [
    ...tableOf([
      column('stage', 'left', stages),
      column(
        'layer',
        'left',
        layers.map((layer) => layer.name),
      ),
      column(
        'kind',
        'left',
        layers.map(({ kind }) => kind),
      ),
      column(
        'output',
        'left',
        layers.map(({ outputShape }) => outputShape.join(' × ')),
      ),
      column(
        'parameters',
        'right',
        layers.map((layer) => grouped(layer.parameters)),
      ),
      column(
        'multiply-adds',
        'right',
        layers.map((layer) => grouped(layer.multiplyAdds)),
      ),
    ]),
    [],
    [
      span(
        `${name} at ${height} × ${width} px: ${grouped(parameters)} parameters (${((4 * parameters) / 1e6).toFixed(1)} MB), ` +
          `${(multiplyAdds / 1e9).toPrecision(3)} billion multiply-adds per image`,
      ),
    ],
  ];
}

/** Returns a number with commas between thousands; nothing for 0. */
const grouped = (value: number): string => (value === 0 ? '' : value.toLocaleString('en'));
