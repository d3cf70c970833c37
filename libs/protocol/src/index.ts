export { NO_BODY, packBody, unpackBody } from './body.js';
export { decodeReport, decodeWork, encodeReport, encodeWork, UnreadableMessageError } from './codec.js';
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
export { MAX_EVENT_CHARS, MAX_EVENTS, MAX_MESSAGE_BYTES } from './limits.js';
export { canonicalJson, manifestHash } from './manifest.js';
export { EVENT_SLOTS, eventsKey, type EventsReport, type MemberEventNote } from './member-events.js';
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
export { createSealingKeys, seal, sealingKeyId, type SealingKeys } from './sealing.js';
export { clusterToken, HEARTBEAT_KEY, reportSubject, subjectHash, workSubject } from './subjects.js';
