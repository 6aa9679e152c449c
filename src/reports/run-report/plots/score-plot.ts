import type { MarkLineComponentOption } from 'echarts';
import { printable } from '../../../core/index.ts';
import { colourOf } from '../palette.ts';
import { scoreName, type RunState } from '../../folds/run-state.ts';
import {
  chartFrame,
  LETTER,
  MAX_MARKS,
  phaseLines,
  pointOf,
  quietLine,
  textStyle,
  trainingPhases,
} from './chart-frame.ts';
import { drawChart } from './draw-chart.ts';
import type { Plot, PlotLook } from './plot.ts';

const CHANCE = 'chance';

/** With more epochs, there is no room for a number at each. */
const MAX_NUMBERS = 8;

/**
 * Returns accuracy, or the first score, by epoch from 1 across all phases, with chance level, reference and test-time
 * augmentation. Null if there is no score.
 */
export function scorePlot(state: RunState): Plot | null {
  const name = scoreName(state);
  const values = state.rows.flatMap(({ row }) => row.scores[name] ?? []);
  const [first, last] = [values[0], values.at(-1)];
  if (first === undefined || last === undefined) return null;
  const title = printable(name);
  return {
    name: 'accuracy',
    title: `${title.charAt(0).toUpperCase()}${title.slice(1)} by epoch`,
    description: `${title} of the validation images by epoch, from ${first.toFixed(4)} to ${last.toFixed(4)}.`,
    size: { width: 880, height: 440 },
    draw: (look) => drawScore(look, state, name),
  };
}

interface Level {
  readonly name: string;
  readonly value: number;
}

/** Returns the levels to compare an accuracy with. */
function levelsOf({ run }: RunState, name: string): readonly Level[] {
  if (run === null || name !== 'accuracy') return [];
  const { reference, vocab } = run;
  return [
    ...(vocab.length === 0 ? [] : [{ name: CHANCE, value: 1 / vocab.length }]),
    ...(reference === null ? [] : [{ name: printable(reference.source), value: reference.accuracy }]),
  ];
}

function drawScore(look: PlotLook, state: RunState, name: string): string {
  const first = state.epochs - state.rows.length + 1;
  const points = state.rows.map(({ row }, i) => pointOf(first + i, row.scores[name]));
  const tta = state.tta?.scores[name];
  const last = state.epochs + (tta === undefined ? 0 : 0.5);
  const levels = levelsOf(state, name);
  const phases = trainingPhases(state.phases, state).filter(({ epochs }) => epochs >= first - 1);
  const [from, to] = [first - 0.5, Math.max(state.epochs, first) + 0.5 + (tta === undefined ? 0 : 0.5)];
  const marks = phaseLines(phases, {
    at: ({ epochs }) => epochs + 0.5,
    end: to,
    letters: (look.width - 70) / (to - from) / LETTER,
  });
  const numbers = {
    ...textStyle('ink'),
    show: points.length <= MAX_NUMBERS,
    position: 'top' as const,
    distance: 5,
    backgroundColor: colourOf('paper'),
    padding: [1, 2],
    formatter: ({ value }: { value?: unknown }) => numberOf(value).toFixed(4),
  };
  const values = [
    ...points.map(([, y]) => Number(y)),
    ...levels.map(({ value }) => value),
    ...(tta === undefined ? [] : [tta]),
  ];
  return drawChart('accuracy', look, {
    ...chartFrame({
      look,
      x: { name: 'epoch', integer: true, from, to, format: (x) => (Number.isInteger(x) ? String(x) : '') },
      y: { name, ...(name === 'accuracy' ? { from: 0, to: roundUp(values) } : {}) },
      phases: phases.length > 1,
      legend: [
        { name: 'validation', marked: true },
        ...(tta === undefined ? [] : [{ name: 'test-time augmentation', marked: true }]),
      ],
    }),
    series: [
      {
        ...quietLine,
        name: 'validation',
        data: points,
        showAllSymbol: true,
        symbol: 'circle',
        symbolSize: points.length > MAX_MARKS ? 4 : 8,
        // Above the levels, so that its numbers stay legible.
        z: 6,
        color: colourOf('score'),
        itemStyle: { color: colourOf('score') },
        lineStyle: { width: 2.5, color: colourOf('score') },
        label: numbers,
        labelLayout: { hideOverlap: true },
        markLine: marks,
      },
      ...(tta === undefined
        ? []
        : [
            {
              ...quietLine,
              name: 'test-time augmentation',
              data: [pointOf(last, tta)],
              symbol: 'triangle',
              symbolSize: 13,
              z: 6,
              color: colourOf('rate'),
              itemStyle: { color: colourOf('rate') },
              lineStyle: { width: 0, color: colourOf('rate') },
              label: { ...numbers, show: true },
            },
          ]),
      ...levels.map(({ name: level, value }) => ({
        ...quietLine,
        name: level,
        data: [],
        color: colourOf('quiet'),
        markLine: levelLine(level, value),
      })),
    ],
  });
}

const levelLine = (name: string, value: number): MarkLineComponentOption => ({
  silent: true,
  symbol: 'none',
  lineStyle: { color: colourOf('quiet'), type: [4, 3], width: 1 },
  label: {
    ...textStyle(),
    // Keeps the text legible over the line of a phase.
    backgroundColor: colourOf('paper'),
    padding: [1, 3],
    position: name === CHANCE ? 'insideEndTop' : 'insideStartTop',
    formatter: () => `${name} ${value.toFixed(4)}`,
  },
  data: [{ yAxis: value }],
});

const numberOf = (value: unknown): number => (Array.isArray(value) ? Number(value[1]) : Number(value));

/** Rounds up to the next fifth, with room for a number above. */
const roundUp = (values: readonly number[]): number =>
  Math.min(1, Math.ceil(5 * (Math.max(0, ...values.filter(Number.isFinite)) + 0.05)) / 5);
