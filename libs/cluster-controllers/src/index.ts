export { CustomDefinitions, type CustomDefinitionsOptions } from './custom-definitions.js';
export { GarbageCollector, type GarbageCollectorOptions, type ResolvedKind } from './garbage-collector.js';
export { createNamespaceLifecycle, type NamespaceLifecycleOptions } from './namespace-lifecycle.js';
export {
  CONTROLLER_REVISIONS,
  presentRevision,
  REVISION_HASH,
  trimRevisions,
  type Revision,
} from './revisions/controller-revisions.js';
export {
  isSetOf,
  newSet,
  outdated,
  renumbered,
  revisionOf,
  upToDate,
  type RevisionSet,
} from './revisions/deployment-revisions.js';
export { controllerOf, ownedBy, templateHash, type RevisedWorkload } from './revisions/owned.js';
