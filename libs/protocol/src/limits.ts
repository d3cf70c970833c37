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

/** Warnings of a member in one message, and characters of one's text. */
export const MAX_EVENTS = 50;
export const MAX_EVENT_CHARS = 1_024;
