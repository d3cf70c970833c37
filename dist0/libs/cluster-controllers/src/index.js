export { CustomDefinitions } from './custom-definitions.js';
export { GarbageCollector } from './garbage-collector.js';
export { createNamespaceLifecycle } from './namespace-lifecycle.js';
export { CONTROLLER_REVISIONS, presentRevision, REVISION_HASH, trimRevisions, } from './revisions/controller-revisions.js';
export { isSetOf, newSet, outdated, renumbered, revisionOf, upToDate, } from './revisions/deployment-revisions.js';
export { controllerOf, ownedBy, templateHash } from './revisions/owned.js';
//# sourceMappingURL=index.js.map