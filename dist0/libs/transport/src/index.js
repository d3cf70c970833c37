export { pushAccountClaims } from './account-claims.js';
export {} from './broker-link.js';
export { IdentityError, IdentityStore } from './join/identity-store.js';
export { joinHub, JoinRefusedError } from './join/join-hub.js';
export { createAgentTransport } from './jetstream-agent.js';
export { createEdgeTransport } from './jetstream-edge.js';
export { createHubTransport } from './jetstream-hub.js';
export { createRouteTransport } from './jetstream-routes.js';
export {} from './memory-consumer.js';
export { MemoryBroker } from './memory-transport.js';
export { createNatsIdentity, createNkey, nkeyPublicKey, nkeySigner, } from './nkey.js';
export { agentPermissions, edgePermissions } from './permissions.js';
export {} from './route-transport.js';
export { TransportError } from './transport-error.js';
export {} from './transport.js';
//# sourceMappingURL=index.js.map