import type { LineSeriesOption, MarkLineComponentOption } from 'echarts';
import type { Chart, Level, Mark, Point, Series } from '../../charts/chart.ts';
import { drawable } from '../../charts/drawable.ts';
import { colourOf } from '../palette.ts';
import { LETTER, lineFrame, textStyle } from './chart-frame.ts';
import { drawChart } from './draw-chart.ts';
import type { Plot, PlotLook } from './plot.ts';

/** With more values, there is no room for a number at each. */
const MAX_NUMBERS = 8;

/** A line with more values than this gets smaller symbols. */
const MAX_SYMBOLS = 24;

/** Room beside the first and the last epoch, so that their numbers fit. */
const EPOCH_MARGIN = 0.5;

/** Returns a chart as a plot. */
export function linePlot(given: Chart): Plot {
  const chart = drawable(given);
  return {
    ...chart,
    // Plain lines are legible in a lower plot.
    size: { width: 880, height: chart.series.every(({ mark }) => mark === 'line') ? 360 : 440 },
    draw: (look) => drawLines(look, chart),
  };
}

function drawLines(look: PlotLook, chart: Chart): string {
  const { name, x, y, series, levels, marks } = chart;
  const isNumbered = x.name === 'epoch';
  const margin = isNumbered ? EPOCH_MARGIN : 0;
  const [from, to] = [x.from - margin, x.to + margin];
  const scale = x.log === true ? Math.log10 : (value: number): number => value;
  const letters = (look.width - 70) / (scale(to) - scale(from)) / LETTER;
  const roomTo = (at: number, end: number): number => (scale(end) - scale(at)) * letters;
  // Clipped lines leave the plot either way; this keeps huge numbers out of the SVG.
  const limit = y.to === undefined ? Infinity : 2 * y.to;
  return drawChart(name, look, {
    ...lineFrame(look, chart, { from, to }),
    series: [
      ...series.map((each, i): LineSeriesOption => ({
        ...quietLine,
        name: each.name,
        data: each.points.map((point) => dataOf(point, limit)),
        color: colourOf(each.tone),
        ...styleOf(each),
        ...(isNumbered ? numbers(each) : {}),
        ...(each.mark === 'symbols' && each.points.length === 1 && !isNumbered ? nameAbove(each) : {}),
        ...(i === 0 && marks.length > 0 ? { markLine: markLines(marks, to, roomTo) } : {}),
      })),
      ...levels.map((level, i): LineSeriesOption => ({
        ...quietLine,
        name: level.name,
        data: [],
        color: colourOf('quiet'),
        markLine: levelLine(level, i),
      })),
    ],
  });
}

/** Options of all lines: no animation and no interaction. */
const quietLine = { type: 'line', silent: true, emphasis: { disabled: true } } as const;

/** Returns a point, or a gap if it is NaN or infinite. */
const dataOf = ({ x, y }: Point, limit: number): [number, number | '-'] => [
  x,
  Number.isFinite(y) ? Math.min(y, limit) : '-',
];

interface Shape {
  readonly shape: string;
  /** Pixels. */
  readonly size: number;
  /** The width of the dashed line that joins the symbols. */
  readonly dashed: number;
}

const circle: Shape = { shape: 'circle', size: 8, dashed: 1.5 };

const shapes: Readonly<Record<string, Shape>> = {
  '◆': { shape: 'diamond', size: 11, dashed: 1.5 },
  '▲': { shape: 'triangle', size: 13, dashed: 0 },
};

function styleOf({ mark, tone, symbol = '', points }: Series): LineSeriesOption {
  const color = colourOf(tone);
  if (mark === 'dots') return { symbol: 'none', lineStyle: { width: 1, color } };
  const line = { width: 2.5, color };
  if (mark === 'line') return { symbol: 'none', lineStyle: line };
  const { shape, size, dashed } = shapes[symbol] ?? circle;
  const symbols = {
    showAllSymbol: true,
    symbol: shape,
    symbolSize: points.length > MAX_SYMBOLS ? Math.floor(size / 2) : size,
  };
  return mark === 'symbols'
    ? {
        ...symbols,
        itemStyle: { color, borderColor: colourOf('paper'), borderWidth: dashed > 0 ? 1 : 0 },
        lineStyle: { width: points.length > 1 ? dashed : 0, type: [6, 4], color },
      }
    : { ...symbols, itemStyle: { color }, lineStyle: line };
}

/** Values above the symbols. */
const numbers = ({ points }: Series): LineSeriesOption => ({
  // Above the levels, so that they stay legible.
  z: 6,
  label: {
    ...textStyle('ink'),
    show: points.length <= MAX_NUMBERS,
    position: 'top',
    distance: 5,
    backgroundColor: colourOf('paper'),
    padding: [1, 2],
    formatter: ({ value }: { value?: unknown }) =>
      (Array.isArray(value) ? Number(value[1]) : Number(value)).toFixed(4),
  },
  labelLayout: { hideOverlap: true },
});

/** The name of a single point, above it: colours alone do not tell points apart for everyone. */
const nameAbove = ({ name, label = name }: Series): LineSeriesOption => ({
  z: 6,
  label: { ...textStyle('ink'), show: true, position: 'top', distance: 6, formatter: () => label },
  labelLayout: { hideOverlap: true },
});

/** Options of all lines across a plot. By default, their values are rounded to two decimals. */
const exactLine = { silent: true, symbol: 'none', precision: 20 } as const;

/**
 * Returns the vertical lines, each with the longest of its labels that fits beside it.
 *
 * @param end where on the x axis the room of the last one ends
 * @param roomTo returns how many letters fit between two places of the x axis
 */
function markLines(
  marks: readonly Mark[],
  end: number,
  roomTo: (at: number, end: number) => number,
): MarkLineComponentOption {
  const data = marks.map(({ x, labels }, i) => {
    const room = Math.floor(roomTo(x, marks[i + 1]?.x ?? end)) - 1;
    const shown = labels.find(({ length }) => length <= room) ?? '';
    return { name: labels[0], xAxis: x, label: { formatter: () => shown } };
  });
  return {
    ...exactLine,
    lineStyle: { color: colourOf('quiet'), type: [2, 4], width: 1 },
    label: { ...textStyle(), position: 'end', align: 'left', distance: 6 },
    data,
  };
}

/** Returns a horizontal line; the first level has its name at the right end, the others at the left. */
const levelLine = ({ name, value }: Level, i: number): MarkLineComponentOption => ({
  ...exactLine,
  lineStyle: { color: colourOf('quiet'), type: [4, 3], width: 1 },
  label: {
    ...textStyle(),
    // Keeps the text legible over the line of a phase.
    backgroundColor: colourOf('paper'),
    padding: [1, 3],
    position: i === 0 ? 'insideEndTop' : 'insideStartTop',
    formatter: () => `${name} ${value.toFixed(4)}`,
  },
  data: [{ yAxis: value }],
});
