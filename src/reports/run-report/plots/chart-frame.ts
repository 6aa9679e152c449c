import type { EChartsOption, MarkLineComponentOption } from 'echarts';
import { printable } from '../../../core/index.ts';
import { colourOf, type Tone } from '../palette.ts';
import type { PhaseStart } from '../../folds/run-state.ts';
import type { PlotLook } from './plot.ts';

/** Inter is bundled with Millrace for PNG files; a page falls back to a system font. */
const FONT = 'Inter, ui-sans-serif, system-ui, sans-serif';

export const FONT_SIZE = 12;

/** The approximate width of a letter, in pixels. */
export const LETTER = 0.6 * FONT_SIZE;

export const textStyle = (tone: Tone = 'quiet') =>
  ({ color: colourOf(tone), fontFamily: FONT, fontSize: FONT_SIZE }) as const;

interface Axis {
  readonly name: string;
  /** Whether ticks are integers; false by default. */
  readonly integer?: boolean;
  /** First and last value; by default those of the data. */
  readonly from?: number;
  readonly to?: number;
  readonly format?: (value: number) => string;
}

const axis = ({ integer = false, from, to, format }: Axis, labels: object = {}) => ({
  type: 'value' as const,
  ...(from === undefined ? {} : { min: from }),
  ...(to === undefined ? {} : { max: to }),
  ...(integer ? { minInterval: 1 } : {}),
  axisLabel: {
    ...textStyle(),
    ...labels,
    hideOverlap: true,
    ...(format === undefined ? {} : { formatter: format }),
  },
});

interface Frame {
  readonly look: PlotLook;
  readonly x: Axis;
  readonly y: Axis;
  /** Whether to leave room for the names of the phases above the grid. */
  readonly phases: boolean;
  /** The series in the legend, and whether a symbol marks each value. */
  readonly legend: readonly { readonly name: string; readonly marked: boolean }[];
}

/** Returns the title, legend, axes and grid of a line chart. */
export function chartFrame({ look, x, y, phases, legend }: Frame): EChartsOption {
  const head = look.title === undefined ? 0 : 34;
  const legendHeight = 30;
  const names = phases ? 18 : 0;
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
      data: legend.map(({ name, marked }) => ({ name, itemStyle: { opacity: marked ? 1 : 0 } })),
    },
    grid: {
      left: 12,
      right: 20,
      top: 8 + head + legendHeight + names,
      bottom: 30,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    xAxis: {
      ...axis(x, { showMaxLabel: false }),
      name: x.name,
      nameLocation: 'middle',
      nameGap: 30,
      nameTextStyle: textStyle(),
      splitLine: { show: false },
      axisLine: { onZero: false, lineStyle: { color: colourOf('quiet') } },
      axisTick: { lineStyle: { color: colourOf('quiet') } },
    },
    yAxis: {
      ...axis(y),
      scale: true,
      axisLine: { show: false },
      axisTick: { show: false },
      splitLine: { lineStyle: { color: colourOf('grid') } },
    },
  };
}

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

/** A line with more values than this gets smaller symbols. */
export const MAX_MARKS = 24;

/** Options of all lines: no animation and no interaction. */
export const quietLine = {
  type: 'line',
  silent: true,
  emphasis: { disabled: true },
  symbolSize: 8,
} as const;

/**
 * Returns a vertical line at the start of each phase, labelled with its name or, if the phase is too narrow, its number
 * from 1. A single phase gets no line.
 *
 * @param at returns where on the x axis a phase begins
 * @param end where on the x axis the last phase ends
 * @param letters how many letters fit in a unit of the x axis
 */
export function phaseLines(
  phases: readonly PhaseStart[],
  { at, end, letters }: PhasePlaces,
): MarkLineComponentOption {
  if (phases.length < 2) return { data: [] };
  const data = phases.map((start, i) => {
    const next = phases[i + 1];
    const room = Math.floor(((next === undefined ? end : at(next)) - at(start)) * letters) - 1;
    const [name, number] = [printable(start.phase.name), start.phase.phase + 1];
    const shown = [name, `phase ${number}`, String(number)].find(({ length }) => length <= room) ?? '';
    return { name, xAxis: at(start), label: { formatter: () => shown } };
  });
  return {
    silent: true,
    symbol: 'none',
    lineStyle: { color: colourOf('quiet'), type: [2, 4], width: 1 },
    label: { ...textStyle(), position: 'end', align: 'left', distance: 6 },
    data,
  };
}

interface PhasePlaces {
  readonly at: (start: PhaseStart) => number;
  readonly end: number;
  readonly letters: number;
}

/** Returns the phases with training steps; test-time augmentation has none. */
export const trainingPhases = (
  phases: readonly PhaseStart[],
  total: Pick<PhaseStart, 'steps'>,
): readonly PhaseStart[] => phases.filter(({ steps }, i) => steps < (phases[i + 1] ?? total).steps);

/** Returns a point, or a gap if `y` is absent, NaN or infinite. */
export const pointOf = (x: number, y: number | undefined): [number, number | '-'] => [
  x,
  y !== undefined && Number.isFinite(y) ? y : '-',
];
