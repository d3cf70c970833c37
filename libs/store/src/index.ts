export { createCodec, type Codec, type EncodedBody } from './codec.js';
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
