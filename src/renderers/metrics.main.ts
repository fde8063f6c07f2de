import css from './metrics/metrics.css';
import { parseMetrics } from './metrics/parse';
import { MetricsView } from './metrics/view';
import { defineRenderer } from './ui/renderer';

export const activate = defineRenderer({
  name: 'metrics',
  css,
  parse: parseMetrics,
  create: () => new MetricsView(),
});
