export { federationRecords, globalName, regionName, zoneName, } from './federation-records.js';
export { CLUSTERSET_DOMAIN, clustersetRecords, clustersetVersion, shortNameRecords, } from './cluster-records.js';
export {} from './record-set.js';
export { Zone, Zones } from './zone.js';
export { DnsServer } from './server.js';
export { decodeMessage } from './decode.js';
export { encodeMessage } from './encode.js';
export {} from './message.js';
//# sourceMappingURL=index.js.map