export {
  addGauge,
  createRegistry,
  listenForMetrics,
  type MetricsRegistry,
  type SetValue,
} from './metrics.js';
