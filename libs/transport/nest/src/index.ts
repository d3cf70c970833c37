export {
  JetStreamStrategy,
  type BatchPattern,
  type BatchSource,
  type JetStreamStrategyOptions,
} from './jetstream-strategy.js';
