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

/** In pixels. */
export interface ChartSize {
  readonly width: number;
  readonly height: number;
}

/** Returns a chart as SVG that scales with its page. The name makes its ids unique on a page. */
export function drawChart(name: string, { width, height }: ChartSize, option: EChartsOption): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({ animation: false, ...option });
    return tidy(name, chart.renderToSVGString({ useViewBox: true }));
  } finally {
    chart.dispose();
  }
}

/**
 * Removes styles and attributes for interaction, and replaces ids that depend on the number of charts drawn before, so
 * that the same run gives the same report. Texts are escaped, so the quotes in these patterns are those of attributes.
 */
const tidy = (name: string, svg: string): string =>
  svg
    .replaceAll(/<style ?>[^]*?<\/style>/g, '')
    .replaceAll(/ (?:class|pointer-events|ecmeta_\w+)="[^"]*"/g, '')
    .replaceAll(/\bzr\d+-/g, `${name}-`);
