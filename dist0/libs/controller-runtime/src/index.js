export { ControlLoop } from './control-loop.js';
export { Informer, keyOf, splitKey } from './informer.js';
export { DEFAULT_INFORMER_LIMITS, DEFAULT_LOOP_LIMITS, } from './limits.js';
export { LOOP_NUMBERS, LoopRegistry } from './loop-registry.js';
export { done, requeueAfter, TerminalError } from './reconciler.js';
export { WorkQueue } from './work-queue.js';
export { seededRandom } from './seeded-random.js';
//# sourceMappingURL=index.js.map