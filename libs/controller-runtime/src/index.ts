export { ControlLoop, type ControlLoopOptions } from './control-loop.js';
export { Informer, keyOf, splitKey, type InformerChange, type InformerOptions } from './informer.js';
export {
  DEFAULT_INFORMER_LIMITS,
  DEFAULT_LOOP_LIMITS,
  type InformerLimits,
  type LoopLimits,
} from './limits.js';
export { LOOP_NUMBERS, LoopRegistry, type LoopStats, type ReportsStats } from './loop-registry.js';
export { done, requeueAfter, TerminalError, type Reconciler, type Result } from './reconciler.js';
export { WorkQueue, type WorkQueueOptions } from './work-queue.js';
export { seededRandom } from './seeded-random.js';
