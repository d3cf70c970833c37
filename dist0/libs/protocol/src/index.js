export { addToDigest, AUDIT_PAGES, EMPTY_DIGEST, mix, } from './audit.js';
export { NO_BODY, packBody, unpackBody } from './body.js';
export { decodeAudit, decodeReport, decodeWork, encodeAudit, encodeReport, encodeWork, reportKey, UnreadableMessageError, } from './codec.js';
export { decodeEdgeReport, edgeReportSubject, encodeEdgeReport, } from './edge-report.js';
export { isGatewayAddress } from './gateway-address.js';
export { certificateHash, fetchHubCa, HubCaError } from './hub-ca.js';
export { formatJoinToken, joinSecretHash, joinSecretMatches, makeJoinToken, parseJoinToken, } from './join-token.js';
export { decodeJoinRequest, decodeJoinResponse } from './join.js';
export { MAX_AGAIN, MAX_EDGE_DEMANDS, MAX_EDGE_TROUBLES, MAX_EVENT_CHARS, MAX_EVENTS, MAX_GATEWAYS, MAX_INVENTORY, MAX_KINDS, MAX_MESSAGE_BYTES, MAX_REPORT_BYTES, MAX_ROUTE_CLUSTERS, MAX_ROUTE_EDGES, MAX_ROUTE_REGIONS, MAX_ROUTE_RULES, } from './limits.js';
export { canonicalJson, manifestHash } from './manifest.js';
export { EVENT_SLOTS, eventsKey } from './member-events.js';
export {} from './messages.js';
export { decodeRoute, encodeRoute, routeKeys, routeSubject, } from './routing-table.js';
export { openCertificate, sealCertificate } from './sealed-certificate.js';
export { createSealingKeys, seal, sealingKeyId } from './sealing.js';
export { auditKey, clusterToken, DIGEST_KEY, HEARTBEAT_KEY, inventoryKey, isAuditSubject, reportSubject, subjectHash, workSubject, } from './subjects.js';
//# sourceMappingURL=index.js.map