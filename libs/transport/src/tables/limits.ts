/** Tables that one process holds: 5,000 services and 50,000 hosts (reference: ingress, section 3.4), and room. */
export const MAX_TABLES = 200_000;
/** The journal is written anew when it is above this and mostly holds what is no longer true. Bytes. */
export const COMPACT_ABOVE_BYTES = 4 * 1024 * 1024;
/** Bytes that are handed to the disk at once when the journal is written anew. */
export const COPY_BYTES = 1024 * 1024;
