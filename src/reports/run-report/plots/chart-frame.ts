import type { EChartsOption, MarkLineComponentOption } from 'echarts';
import type { BegunPhase } from '../report-state.ts';
import { printable } from '../../../core/index.ts';
import { colourOf, type Tone } from '../palette.ts';
import type { PlotLook } from './plot.ts';

/** Comes with Millrace for images; a page without it takes the reader's own. */
const FONT = 'Inter, ui-sans-serif, system-ui, sans-serif';

export const FONT_SIZE = 12;

/** About the width of a letter, pixels. */
export const LETTER = 0.6 * FONT_SIZE;

export const textStyle = (tone: Tone = 'quiet') =>
  ({ color: colourOf(tone), fontFamily: FONT, fontSize: FONT_SIZE }) as const;

interface Axis {
  readonly name: string;
  readonly whole?: boolean;
  /** First and last value; by default as the values are. */
  readonly from?: number;
  readonly to?: number;
  readonly format?: (value: number) => string;
}

const axis = ({ whole = false, from, to, format }: Axis, labels: object = {}) => ({
  type: 'value' as const,
  ...(from === undefined ? {} : { min: from }),
  ...(to === undefined ? {} : { max: to }),
  ...(whole ? { minInterval: 1 } : {}),
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
  /** Whether a line with the phases' names is above. */
  readonly phases: boolean;
  /** The series that are explained, and whether their values are marked by a shape. */
  readonly legend: readonly { readonly name: string; readonly marked: boolean }[];
}

/** Title, legend, axes and grid of a plot of lines. Its names are where they are read: beside the values. */
export function chartFrame({ look, x, y, phases, legend }: Frame): EChartsOption {
  const head = look.title === undefined ? 0 : 34;
  const explained = 30;
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
      // Otherwise lines without marks have one here.
      data: legend.map(({ name, marked }) => ({ name, itemStyle: { opacity: marked ? 1 : 0 } })),
    },
    grid: {
      left: 12,
      right: 20,
      top: 8 + head + explained + names,
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

/** Where a plot stands alone it says what it is of. */
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

/** More values than this are marked by smaller shapes. */
export const MAX_MARKS = 24;

/** What all lines have in common: nothing moves, and nothing waits for a pointer. */
export const quietLine = {
  type: 'line',
  silent: true,
  emphasis: { disabled: true },
  symbolSize: 8,
} as const;

/**
 * Lines where phases begin, each with as much of its name as the phase is wide; none where there is only one.
 *
 * @param at where on the x axis a phase begins
 * @param letters how many letters a unit of the x axis has room for
 */
export function phaseLines(
  phases: readonly BegunPhase[],
  { at, end, letters }: PhasePlaces,
): MarkLineComponentOption {
  if (phases.length < 2) return { data: [] };
  const data = phases.map((begun, i) => {
    const next = phases[i + 1];
    const room = Math.floor((next === undefined ? end - at(begun) : at(next) - at(begun)) * letters) - 1;
    const name = printable(begun.phase.name);
    const shown = [name, `phase ${i + 1}`, String(i + 1)].find(({ length }) => length <= room) ?? '';
    return { name, xAxis: at(begun), label: { formatter: () => shown } };
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
  readonly at: (begun: BegunPhase) => number;
  readonly end: number;
  readonly letters: number;
}

/** The phases that trained: one of test-time augmentation takes no step. */
export const trainingPhases = (
  phases: readonly BegunPhase[],
  done: Pick<BegunPhase, 'steps'>,
): readonly BegunPhase[] => phases.filter(({ steps }, i) => steps < (phases[i + 1]?.steps ?? done.steps));

/** What is no number is a gap. */
export const pointOf = (x: number, y: number): [number, number | '-'] => [x, Number.isFinite(y) ? y : '-'];
