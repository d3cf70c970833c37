export { AccessError } from './access.js';
export { HttpMemberCluster } from './http-member-cluster.js';
export { DEFAULT_MEMBER_TIMEOUTS } from './limits.js';
export {} from './member-cluster.js';
export { openMemberCluster } from './open-member-cluster.js';
//# sourceMappingURL=index.js.map