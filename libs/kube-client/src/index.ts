export {
  type MemberCluster,
  type MemberEvent,
  type MemberListOptions,
  type MemberResource,
} from './member-cluster.js';
