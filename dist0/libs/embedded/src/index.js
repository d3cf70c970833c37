export { freePort, isPortFree } from './free-port.js';
export { findNatsServer, startNats } from './nats-server.js';
export { startPostgres } from './postgres.js';
//# sourceMappingURL=index.js.map