/** Sizes that hub, agent and edge agree on. Bytes unless said. */

/** The largest message anyone sends: an object of 1.5 MiB (the API's own limit), escaped as JSON text, with its envelope. */
export const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;

/** What a packed body may unfold to: a packed bomb is unreadable, not a crash. */
export const MAX_MANIFEST_BYTES = 3 * 1024 * 1024;

/** Manifests above this travel gzipped; smaller ones gain too little for the processor time. */
export const GZIP_ABOVE_BYTES = 16 * 1024;

/** A subject token: JetStream refuses consumer names above 255 characters. */
export const MAX_TOKEN_LENGTH = 200;

/** How long a joining process waits for the hub's TLS handshake, ms. */
export const CA_FETCH_TIMEOUT_MS = 10_000;

/** Longest name, version or id in a message: names of Kubernetes end at 253, group and version at 317. */
export const MAX_WORD_CHARS = 512;

/** Kinds in one digest. */
export const MAX_KINDS = 2_000;
/** Objects in one page of an inventory: some 250 KB. */
export const MAX_INVENTORY = 5_000;
/** Reports that one message asks for again; the rest is found missing the next time. */
export const MAX_AGAIN = 5_000;

/** What a report may say, characters: a reason, a text for people, an id or a version. */
export const MAX_REASON_CHARS = 128;
export const MAX_TEXT_CHARS = 4_096;
/** Zones, or sorts of capacity, of one member. */
export const MAX_FACTS = 1_000;
/** Buckets of nodes in one heartbeat: some 2 KB. */
export const MAX_NODE_BUCKETS = 32;
/** A report; a status that does not fit is left out, and the report says so. Below the 1 MiB of a broker's default. */
export const MAX_REPORT_BYTES = 768 * 1024;

/** Warnings of a member in one message, and characters of one's text. */
export const MAX_EVENTS = 50;
export const MAX_EVENT_CHARS = 1_024;

/** Clusters, gateways of one, or values of one record set in a routing table; the engine takes as many within its own limits. */
export const MAX_ROUTE_CLUSTERS = 1_000;
/** Gateways that one cluster may tell. */
export const MAX_GATEWAYS = 16;
/** Client regions of one routing table. */
export const MAX_ROUTE_REGIONS = 256;
/** Rules of one host, after all its Ingresses are merged. */
export const MAX_ROUTE_RULES = 2_000;
export const MAX_ROUTE_PATH_CHARS = 2_048;
/** Of a backend beside others, as in the Gateway API. */
export const MAX_ROUTE_WEIGHT = 1_000_000;
/** Edges of one federation: each gets its own copy of each certificate. */
export const MAX_ROUTE_EDGES = 128;
/** Record sets of one owner. */
export const MAX_ROUTE_RECORDS = 4_096;
/** A certificate with its chain, or a private key, in PEM or sealed. */
export const MAX_CERTIFICATE_CHARS = 128 * 1024;

/** An edge's report; the services of which it may tell demand, and the tables that it may complain about. */
export const MAX_EDGE_REPORT_BYTES = 768 * 1024;
export const MAX_EDGE_DEMANDS = 4_000;
export const MAX_EDGE_TROUBLES = 20;

/** Addresses of one shard of a named service, its ports, and regions that are told as near to one. */
export const MAX_NAME_ADDRESSES = 16;
export const MAX_NAME_PORTS = 100;
export const MAX_NEAR_REGIONS = 16;
