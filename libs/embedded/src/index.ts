export { freePort, isPortFree } from './free-port.js';
export { findNatsServer, startNats, type EmbeddedNats, type NatsOptions } from './nats-server.js';
export { startPostgres, type EmbeddedPostgres } from './postgres.js';
