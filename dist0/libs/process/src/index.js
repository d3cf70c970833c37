export { ManualClock, sleep, systemClock } from './clock.js';
export { optimizeLate } from './compiler.js';
export { DirectoryLockedError, lockDirectory } from './directory-lock.js';
export { ConfigError, helpText, KNOWN_SETTINGS, parseSettings, readEnvironment, redacted, } from './environment.js';
export { frames, FRAME_HEAD_BYTES, HEADER, payloadOf, readFrames } from './journal/frames.js';
export { JournalFile, JournalMemory } from './journal/journal-file.js';
export { listenAddress } from './listen-address.js';
export { createLogger, silentLogger } from './logger.js';
export { Shutdown } from './shutdown.js';
//# sourceMappingURL=index.js.map