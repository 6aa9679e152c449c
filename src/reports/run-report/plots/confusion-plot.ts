import { colourOf } from '../palette.ts';
import type { RunState } from '../../folds/run-state.ts';
import { lastSummary } from '../../folds/last-summary.ts';
import { className } from '../report-views.ts';
import { shownClasses, type ShownClasses } from '../shown-classes.ts';
import { FONT_SIZE, LETTER, textStyle, titleOf } from './chart-frame.ts';
import { drawChart } from './draw-chart.ts';
import type { Plot, PlotLook } from './plot.ts';

/** Longer names are truncated in the middle, because similar class names often differ only at the end. */
const MAX_LETTERS = 18;
/** Cells narrower than this, in pixels, get smaller numbers. */
const MIN_LARGE_CELL = 24;
/** Cells narrower than this get no numbers. */
const MIN_CELL = 18;

/** Returns the confusion matrix; null if no image was classified. */
export function confusionPlot(state: RunState): Plot | null {
  const confusion = lastSummary(state)?.confusion ?? null;
  if (confusion === null || confusion.length === 0) return null;
  const shown = shownClasses(confusion);
  const total = shown.counts.flat().reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  return {
    name: 'confusion',
    title: 'Confusion matrix',
    description: `Confusion matrix of ${total} images in ${shown.classes.length} classes: one row per actual class, one column per predicted class.`,
    size: { width: 760, height: 800 },
    draw: (look) => drawConfusion(look, state, shown),
  };
}

function drawConfusion(look: PlotLook, state: RunState, { classes, counts }: ShownClasses): string {
  const names = classes.map((index) => shorten(className(state, index)));
  const top = look.title === undefined ? 10 : 48;
  const letters = Math.max(...names.map(({ length }) => length));
  // Smaller if names would overlap.
  const fontSize = (look.width - letters * LETTER) / classes.length < MIN_LARGE_CELL ? 9 : FONT_SIZE;
  const nameWidth = (letters * LETTER * fontSize) / FONT_SIZE + 8;
  const margin = nameWidth + 34;
  const cell = (look.width - margin) / classes.length;
  const data = counts.flatMap((row, actual) => {
    const sum = row.reduce((total, count) => total + count, 0);
    return row.map((count, predicted) =>
      cellOf({ actual, predicted, count, fraction: count / Math.max(sum, 1) }),
    );
  });
  const axis = {
    type: 'category' as const,
    data: names,
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { show: false },
    nameLocation: 'middle' as const,
    nameTextStyle: textStyle(),
  };
  const label = {
    ...textStyle('ink'),
    interval: 0,
    fontSize,
  };
  return drawChart('confusion', look, {
    textStyle: textStyle(),
    ...titleOf(look),
    grid: { left: margin, right: 4, top, bottom: margin },
    xAxis: { ...axis, name: 'predicted', nameGap: nameWidth + 14, axisLabel: { ...label, rotate: 90 } },
    yAxis: { ...axis, name: 'actual', nameGap: nameWidth + 14, inverse: true, axisLabel: label },
    visualMap: {
      show: false,
      type: 'continuous',
      min: 0,
      max: 1,
      dimension: 2,
      inRange: { color: [colourOf('smooth'), colourOf('smooth')], colorAlpha: [0, 1] },
    },
    series: [
      {
        type: 'heatmap',
        silent: true,
        itemStyle: { borderColor: colourOf('paper'), borderWidth: 1 },
        label: { ...textStyle('ink'), fontSize, show: cell >= MIN_CELL },
        data,
      },
    ],
  });
}

function shorten(name: string): string {
  const letters = Array.from(name);
  return letters.length <= MAX_LETTERS
    ? name
    : `${letters.slice(0, MAX_LETTERS - 8).join('')}…${letters.slice(-7).join('')}`;
}

interface Cell {
  readonly actual: number;
  readonly predicted: number;
  readonly count: number;
  /** The fraction of the images of the actual class, 0..1. */
  readonly fraction: number;
}

/** Shaded by its fraction. Correct predictions are bold, so that they do not differ by colour alone. */
const cellOf = ({ actual, predicted, count, fraction }: Cell) => ({
  // Otherwise rare mistakes would be invisible.
  value: [predicted, actual, fraction ** 0.7],
  label: {
    formatter: () => (count === 0 ? '' : String(count)),
    color: colourOf(fraction > 0.7 ? 'bright' : 'ink'),
    fontWeight: actual === predicted ? (600 as const) : (400 as const),
  },
});
