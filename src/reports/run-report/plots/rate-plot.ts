import { bucketsOf } from '../../folds/curve.ts';
import { formatCount, formatPlural } from '../../format.ts';
import { colourOf } from '../palette.ts';
import type { RunState } from '../../folds/run-state.ts';
import { chartFrame, LETTER, phaseLines, pointOf, quietLine, trainingPhases } from './chart-frame.ts';
import { drawChart } from './draw-chart.ts';
import type { Plot, PlotLook } from './plot.ts';

/** Returns the learning rate by training step; null if there was no step. */
export const ratePlot = (state: RunState): Plot | null =>
  state.steps === 0
    ? null
    : {
        name: 'learning-rate',
        title: 'Learning rate by training step',
        description: `Learning rate of ${formatPlural(state.steps, 'training step')}.`,
        size: { width: 880, height: 360 },
        draw: (look) => drawRate(look, state),
      };

function drawRate(look: PlotLook, state: RunState): string {
  const phases = trainingPhases(state.phases, state);
  const end = Math.max(1, state.steps - 1);
  return drawChart('learning-rate', look, {
    ...chartFrame({
      look,
      x: { name: 'training step', integer: true, from: 0, to: end, format: formatCount },
      y: { name: 'learning rate', from: 0 },
      phases: phases.length > 1,
      legend: [{ name: 'learning rate', marked: false }],
    }),
    series: [
      {
        ...quietLine,
        name: 'learning rate',
        symbol: 'none',
        data: bucketsOf(state.curves.all).map(({ at, learningRate }) => pointOf(at, learningRate)),
        color: colourOf('rate'),
        lineStyle: { width: 2.5, color: colourOf('rate') },
        markLine: phaseLines(phases, {
          at: ({ steps }) => steps,
          end,
          letters: (look.width - 70) / end / LETTER,
        }),
      },
    ],
  });
}
