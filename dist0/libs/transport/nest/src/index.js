export { JetStreamStrategy, } from './jetstream-strategy.js';
//# sourceMappingURL=index.js.map