import { chartsOf } from '../../charts/charts-of.ts';
import type { RunState } from '../../folds/run-state.ts';
import { confusionPlot } from './confusion-plot.ts';
import { linePlot } from './line-plot.ts';
import type { Plot } from './plot.ts';

/** Returns the plots of a run that have data. */
export const plotsOf = (state: RunState): readonly Plot[] =>
  [...chartsOf(state).map(linePlot), confusionPlot(state)].filter((plot) => plot !== null);
