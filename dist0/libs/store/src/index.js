export { createCodec } from './codec.js';
export { isDataError } from './db-errors.js';
export { fileKeyProvider, keyProviderOf } from './key-provider.js';
export { DEFAULT_STORE_LIMITS } from './limits.js';
export { openStore } from './open-store.js';
export { schemaDifferences } from './schema.js';
