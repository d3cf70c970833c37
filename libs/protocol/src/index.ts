export {
  addToDigest,
  AUDIT_PAGES,
  EMPTY_DIGEST,
  takeFromDigest,
  type AuditMessage,
  type DigestReport,
  type InventoryEntry,
  type InventoryReport,
  type InventoryState,
  type KindDigest,
  type KindName,
  type SetDigest,
} from './audit.js';
export { NO_BODY, packBody, unpackBody } from './body.js';
export {
  decodeAudit,
  decodeReport,
  decodeWork,
  encodeAudit,
  encodeReport,
  encodeWork,
  reportKey,
  UnreadableMessageError,
} from './codec.js';
export {
  decodeEdgeReport,
  edgeReportSubject,
  encodeEdgeReport,
  type AppliedTables,
  type EdgeReport,
  type GatewayView,
} from './edge-report.js';
export { isGatewayAddress } from './gateway-address.js';
export { certificateHash, fetchHubCa, HubCaError } from './hub-ca.js';
export {
  formatJoinToken,
  joinSecretHash,
  joinSecretMatches,
  makeJoinToken,
  parseJoinToken,
  type JoinToken,
} from './join-token.js';
export { decodeJoinRequest, decodeJoinResponse } from './join.js';
export {
  MAX_AGAIN,
  MAX_EDGE_DEMANDS,
  MAX_EDGE_TROUBLES,
  MAX_EVENT_CHARS,
  MAX_EVENTS,
  MAX_GATEWAYS,
  MAX_INVENTORY,
  MAX_KINDS,
  MAX_MESSAGE_BYTES,
  MAX_NAME_ADDRESSES,
  MAX_NAME_PORTS,
  MAX_NEAR_REGIONS,
  MAX_NODE_BUCKETS,
  MAX_REPORT_BYTES,
  MAX_ROUTE_CLUSTERS,
  MAX_ROUTE_EDGES,
  MAX_ROUTE_REGIONS,
  MAX_ROUTE_RULES,
} from './limits.js';
export { canonicalJson, manifestHash } from './manifest.js';
export { EVENT_SLOTS, eventsKey, type EventsReport, type MemberEventNote } from './member-events.js';
export {
  type BackendFacts,
  type MemberExport,
  type MemberPort,
  type BodyEncoding,
  type HeartbeatReport,
  type JoinRequest,
  type JoinResponse,
  type NodeBucket,
  type ObjectIdentity,
  type ObjectReport,
  type ObjectState,
  type ReportMessage,
  type WorkloadFacts,
  type WorkMessage,
} from './messages.js';
export {
  type NameGateway,
  type NamePort,
  type NameShard,
  type NameTable,
  type PlacesTable,
} from './name-table.js';
export {
  decodeRoute,
  encodeRoute,
  isNameKey,
  routeKeys,
  routeSubject,
  type Affinity,
  type CertificateTable,
  type ClusterTable,
  type FederationTable,
  type HostRule,
  type HostTable,
  type RecordTable,
  type RegionRoute,
  type RemovedTable,
  type RouteMessage,
  type RouteRecordSet,
  type RouteTimeouts,
  type RoutingTable,
  type SealedCertificate,
} from './routing-table.js';
export { openCertificate, sealCertificate, type CertificateMaterial } from './sealed-certificate.js';
export { createSealingKeys, seal, sealingKeyId, type SealingKeys } from './sealing.js';
export {
  auditKey,
  clusterToken,
  DIGEST_KEY,
  HEARTBEAT_KEY,
  inventoryKey,
  isAuditSubject,
  reportSubject,
  subjectHash,
  workSubject,
} from './subjects.js';
