export { CustomDefinitions, type CustomDefinitionsOptions } from './custom-definitions.js';
export { GarbageCollector, type GarbageCollectorOptions, type ResolvedKind } from './garbage-collector.js';
export { createNamespaceLifecycle, type NamespaceLifecycleOptions } from './namespace-lifecycle.js';
