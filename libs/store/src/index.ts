export {
  type AgentCredential,
  type HeartbeatRow,
  type JoinTokenRow,
  type ObjectPlan,
  type OutboxItem,
  type PlannedWork,
  type ReportRow,
  type WorkAction,
  type WorkRow,
} from './work-types.js';
