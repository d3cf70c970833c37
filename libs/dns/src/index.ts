export {
  federationRecords,
  globalName,
  regionName,
  zoneName,
  type ClusterPlace,
  type FederatedName,
  type FederationRecordsInput,
} from './federation-records.js';
export {
  CLUSTERSET_DOMAIN,
  clustersetRecords,
  clustersetVersion,
  shortNameRecords,
  type HeadlessEndpoint,
  type ImportedName,
  type ServicePort,
  type ShortNameInput,
} from './cluster-records.js';
export { exportedRecords, serviceRecords, type NamedPlaces, type NamedService } from './service-records.js';
export { type RecordSet } from './record-set.js';
export { Zone, Zones, type ZoneOptions } from './zone.js';
export { DnsServer, type DnsCounts, type DnsServerOptions } from './server.js';
export { decodeMessage, type Decoded } from './decode.js';
export { encodeMessage } from './encode.js';
export {
  type ClientSubnet,
  type Edns,
  type Message,
  type Question,
  type Rcode,
  type RecordData,
  type ResourceRecord,
} from './message.js';
