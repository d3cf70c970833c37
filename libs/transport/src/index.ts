export { pushAccountClaims } from './account-claims.js';
export { type BrokerFacts, type BrokerOptions } from './broker-link.js';
export { IdentityError, IdentityStore, type OwnKeys, type StoredIdentity } from './join/identity-store.js';
export { joinHub, JoinRefusedError, type JoinOptions } from './join/join-hub.js';
export { createAgentTransport, type AgentTransportOptions } from './jetstream-agent.js';
export { createEdgeTransport, type EdgeTransportOptions } from './jetstream-edge.js';
export { createHubTransport, type HubTransportOptions, type JetStreamHubTransport } from './jetstream-hub.js';
export { createRouteTransport, type RouteTransportOptions } from './jetstream-routes.js';
export { type Fault, type FaultEvent, type FaultPlan } from './memory-consumer.js';
export { MemoryBroker, type MemoryBrokerOptions } from './memory-transport.js';
export {
  createNatsIdentity,
  createNkey,
  nkeyPublicKey,
  nkeySigner,
  type NatsIdentity,
  type NkeyRole,
} from './nkey.js';
export { agentPermissions, edgePermissions, type SubjectPermissions } from './permissions.js';
export { type HeldTable, type RouteTransport } from './route-transport.js';
export { TableJournal } from './tables/table-journal.js';
export { TableSet, type Tables } from './tables/table-set.js';
export { TransportError, type TransportFailure } from './transport-error.js';
export {
  type AgentTransport,
  type BatchHandler,
  type ConnectInfo,
  type Delivery,
  type EdgeTransport,
  type HubTransport,
  type Outcome,
  type Subscription,
} from './transport.js';
