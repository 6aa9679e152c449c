import type { RunState } from '../folds/run-state.ts';
import type { Chart } from './chart.ts';
import { lossChart, type ChartLook } from './loss-chart.ts';
import { lrChart } from './lr-chart.ts';
import { rateChart } from './rate-chart.ts';
import { reliabilityChart } from './reliability-chart.ts';
import { scoreChart } from './score-chart.ts';

/**
 * Returns the charts of a run that have data, the most important first: those of the dashboard. A search for a learning rate
 * comes first while it is all there is. The reliability curve is shown alone: training has others, and the report has it too.
 */
export const chartsOf = (state: RunState, look: ChartLook = {}): readonly Chart[] => {
  const charts = trainingCharts(state, look);
  return charts.length > 0 ? charts : [reliabilityChart(state)].filter((chart) => chart !== null);
};

/** Returns the charts of training and of a search for a learning rate that have data. */
export const trainingCharts = (state: RunState, look: ChartLook = {}): readonly Chart[] =>
  [lossChart(state, look), scoreChart(state), rateChart(state, look), lrChart(state)].filter(
    (chart) => chart !== null,
  );
