export { type AgentRepository } from './agent-repository.js';
export {
  type AuditedRow,
  type AuditRepository,
  type ResourceDigest,
  type StoredDigest,
} from './audit-repository.js';
export { type BatcherStatus } from './batcher.js';
export { createCodec, type Codec, type EncodedBody } from './codec.js';
export { isDataError } from './db-errors.js';
export { type Tenure } from './exclusive.js';
export { type HeartbeatRepository } from './heartbeat-repository.js';
export { type GenerationGap } from './generation-gaps.js';
export { type HubState } from './hub-state.js';
export { type JoinTokenRepository } from './join-token-repository.js';
export { fileKeyProvider, keyProviderOf, type DataKey, type KeyProvider } from './key-provider.js';
export { DEFAULT_STORE_LIMITS, type StoreLimits } from './limits.js';
export {
  openStore,
  type ShardStatus,
  type Store,
  type StoreOptions,
  type StoreStatus,
} from './open-store.js';
export { type PostgresStorage } from './postgres-storage.js';
export { type KeyedReport, type ReportRepository } from './report-repository.js';
export { type MoveRepository } from './move-repository.js';
export { type SaveOutcome } from './save-work.js';
export { schemaDifferences } from './schema.js';
export { type Vault } from './vault.js';
export {
  type LoadedWork,
  type PublishedWork,
  type Whereabouts,
  type WorkRepository,
} from './work-repository.js';
export { type HeartbeatReport, type ObjectReport } from './wire-types.js';
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
