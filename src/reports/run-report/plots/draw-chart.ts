import { HeatmapChart, LineChart } from 'echarts/charts';
import {
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TitleComponent,
  VisualMapComponent,
} from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { EChartsOption } from 'echarts';

use([
  GridComponent,
  HeatmapChart,
  LegendComponent,
  LineChart,
  MarkLineComponent,
  SVGRenderer,
  TitleComponent,
  VisualMapComponent,
]);

/** Pixels. */
export interface ChartSize {
  readonly width: number;
  readonly height: number;
}

/** A chart as SVG that scales with its page. The name keeps the ids of several charts on a page apart. */
export function drawChart(name: string, { width, height }: ChartSize, option: EChartsOption): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({ animation: false, ...option });
    return tidied(name, chart.renderToSVGString({ useViewBox: true }));
  } finally {
    chart.dispose();
  }
}

/**
 * Without what only a pointer and a script would need. Ids count the charts of a process, but the same run is to have
 * the same report. Text is escaped: no quote in these patterns is one of a name.
 */
const tidied = (name: string, svg: string): string =>
  svg
    .replaceAll(/<style ?>[^]*?<\/style>/g, '')
    .replaceAll(/ (?:class|pointer-events|ecmeta_\w+)="[^"]*"/g, '')
    .replaceAll(/\bzr\d+-/g, `${name}-`);
