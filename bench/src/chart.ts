import * as echarts from 'echarts/core';
import { BarChart } from 'echarts/charts';
import { GridComponent, TitleComponent } from 'echarts/components';
import { SVGRenderer } from 'echarts/renderers';
import type { Measurement, ScenarioOutcome } from './benchmark.ts';
import { numberText } from './text-report.ts';

// Apache ECharts writes SVG in Node without a browser's DOM, and brings two packages along.
echarts.use([BarChart, GridComponent, TitleComponent, SVGRenderer]);

const barHeight = 22;
const ourColour = '#0969da';
const peerColour = '#8c959f';

/**
 * Bars of one metric of one scenario: ours and the peers, threads above processes, each product with its best settings.
 *
 * @returns an SVG document that is legible on a light and on a dark ground; undefined if there is nothing to show
 */
export function chartSvg({ scenario, measurements }: ScenarioOutcome): string | undefined {
  const [metric] = scenario.metrics;
  if (metric === undefined) return undefined;
  const shown = (['thread', 'process'] as const).flatMap((kind) => {
    const products = new Map<string, { measurement: Measurement; value: number }>();
    for (const measurement of measurements) {
      const { contender, metrics } = measurement;
      const value = metrics[metric.name]?.median;
      if (contender.kind !== kind || contender.role === 'bare' || value === undefined) continue;
      const known = products.get(contender.module);
      if (known === undefined || (metric.better === 'higher' ? value > known.value : value < known.value)) products.set(contender.module, { measurement, value });
    }
    return [...products.values()].sort((a, b) => (metric.better === 'higher' ? b.value - a.value : a.value - b.value));
  });
  if (shown.length === 0) return undefined;
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: 760, height: 60 + shown.length * barHeight });
  chart.setOption({
    animation: false,
    textStyle: { color: '#656d76', fontFamily: 'system-ui, sans-serif' },
    title: { text: `${scenario.title}, two workers: ${metric.unit}`, textStyle: { fontSize: 14, color: '#656d76' } },
    grid: { left: 200, right: 80, top: 40, bottom: 10 },
    xAxis: { show: false },
    yAxis: {
      type: 'category',
      inverse: true,
      data: shown.map(({ measurement }) => measurement.contender.name),
      axisTick: { show: false },
      axisLine: { show: false },
      axisLabel: { color: '#656d76' },
    },
    series: {
      type: 'bar',
      barWidth: barHeight - 8,
      data: shown.map(({ measurement, value }) => ({
        value,
        itemStyle: { color: measurement.contender.role === 'ours' ? ourColour : peerColour },
        label: { show: true, position: 'right', color: '#656d76', formatter: numberText(value) },
      })),
    },
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return `${svg}\n`;
}
