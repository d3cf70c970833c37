export {
  type BodyEncoding,
  type HeartbeatReport,
  type JoinRequest,
  type JoinResponse,
  type ObjectIdentity,
  type ObjectReport,
  type ObjectState,
  type ReportMessage,
  type WorkloadFacts,
  type WorkMessage,
} from './messages.js';
