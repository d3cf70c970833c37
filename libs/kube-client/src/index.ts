export { AccessError, type Credentials, type MemberAccess, type TlsIdentity } from './access.js';
export { HttpMemberCluster } from './http-member-cluster.js';
export { DEFAULT_MEMBER_TIMEOUTS, type MemberTimeouts } from './limits.js';
export {
  type MemberCluster,
  type MemberEvent,
  type MemberListOptions,
  type MemberPage,
  type MemberResource,
} from './member-cluster.js';
export { openMemberCluster, type OpenMemberClusterOptions } from './open-member-cluster.js';
