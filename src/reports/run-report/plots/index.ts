import { trainingCharts } from '../../charts/charts-of.ts';
import { reliabilityChart } from '../../charts/reliability-chart.ts';
import type { RunState } from '../../folds/run-state.ts';
import { confusionPlot } from './confusion-plot.ts';
import { linePlot } from './line-plot.ts';
import type { Plot } from './plot.ts';

/** Returns the plots of a run that have data. */
export const plotsOf = (state: RunState): readonly Plot[] =>
  [...trainingCharts(state).map(linePlot), reliabilityPlot(state), confusionPlot(state)].filter(
    (plot) => plot !== null,
  );

/** Both of its axes go from 0 to 1. */
const SQUARE = { width: 600, height: 600 } as const;

/** Returns the reliability curve; null without predictions. */
function reliabilityPlot(state: RunState): Plot | null {
  const chart = reliabilityChart(state);
  return chart === null ? null : { ...linePlot(chart), size: SQUARE };
}
