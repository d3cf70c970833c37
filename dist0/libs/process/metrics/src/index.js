export { addGauge, createRegistry, listenForMetrics, } from './metrics.js';
//# sourceMappingURL=index.js.map