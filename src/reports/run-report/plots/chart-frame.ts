import type { EChartsOption } from 'echarts';
import { printable } from '../../../core/index.ts';
import type { Chart } from '../../charts/chart.ts';
import { formatCount } from '../../format.ts';
import { colourOf, type Tone } from '../palette.ts';
import type { PlotLook } from './plot.ts';

/** Inter is bundled with Millrace for PNG files; a page falls back to a system font. */
const FONT = 'Inter, ui-sans-serif, system-ui, sans-serif';

export const FONT_SIZE = 12;

/** The approximate width of a letter, in pixels. */
export const LETTER = 0.6 * FONT_SIZE;

export const textStyle = (tone: Tone = 'quiet') =>
  ({ color: colourOf(tone), fontFamily: FONT, fontSize: FONT_SIZE }) as const;

/**
 * Returns the title, legend, axes and grid of a line chart.
 *
 * @param range the ends of the x axis
 */
export function lineFrame(
  look: PlotLook,
  { x, y, series, marks }: Chart,
  { from, to }: { readonly from: number; readonly to: number },
): EChartsOption {
  const head = look.title === undefined ? 0 : 34;
  const legendHeight = 30 + 35 * (legendRows(series, look.width) - 1);
  const markNames = marks.length > 0 ? 18 : 0;
  const axisLabel = { ...textStyle(), hideOverlap: true };
  return {
    textStyle: textStyle(),
    ...titleOf(look),
    legend: {
      left: 8,
      top: 8 + head,
      itemWidth: 28,
      itemGap: 22,
      textStyle: textStyle('ink'),
      selectedMode: false,
      // By default, the legend shows a symbol even for a line without them.
      data: series.map(({ name, mark }) => ({
        name,
        itemStyle: { opacity: mark === 'dots' || mark === 'line' ? 0 : 1 },
      })),
    },
    grid: {
      left: 12,
      right: 20,
      top: 8 + head + legendHeight + markNames,
      bottom: 30,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    xAxis: {
      ...(x.log === true
        ? { type: 'log' as const }
        : { type: 'value' as const, ...(x.isFraction === true ? {} : { minInterval: 1 }) }),
      min: from,
      max: to,
      axisLabel: {
        ...axisLabel,
        showMaxLabel: x.log === true || x.isFraction === true,
        formatter:
          x.log === true || x.isFraction === true
            ? shortNumber
            : (value: number) => (Number.isInteger(value) ? formatCount(value) : ''),
      },
      name: x.name,
      nameLocation: 'middle',
      nameGap: 30,
      nameTextStyle: textStyle(),
      splitLine: { show: false },
      axisLine: { onZero: false, lineStyle: { color: colourOf('quiet') } },
      axisTick: { lineStyle: { color: colourOf('quiet') } },
    },
    yAxis: {
      ...(y.log === true ? { type: 'log' as const } : { type: 'value' as const, scale: true }),
      ...(y.from === undefined ? {} : { min: y.from }),
      ...(y.to === undefined ? {} : { max: y.to }),
      axisLabel,
      axisLine: { show: false },
      axisTick: { show: false },
      splitLine: { lineStyle: { color: colourOf('grid') } },
    },
  };
}

/** Returns the number of rows that the legend needs; an entry is a sign, its name and a gap. */
function legendRows(series: Chart['series'], width: number): number {
  const total = series.reduce((sum, { name }) => sum + 55 + LETTER * name.length, 0);
  return Math.max(1, Math.ceil(total / Math.max(width - 16, 1)));
}

/** `0.001`, `1e-5`. */
const shortNumber = (value: number): string =>
  value > 0 && value < 1e-3
    ? Number(value.toPrecision(3)).toExponential()
    : String(Number(value.toPrecision(3)));

/** Returns the title of a plot in its own file; on a page the plot has a heading instead. */
export const titleOf = ({ title }: PlotLook): EChartsOption =>
  title === undefined
    ? {}
    : {
        title: {
          text: printable(title),
          left: 8,
          top: 10,
          textStyle: { ...textStyle('ink'), fontSize: 16, fontWeight: 600 },
        },
      };
