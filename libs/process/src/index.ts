export { ManualClock, sleep, systemClock, type Clock } from './clock.js';
export { optimizeLate } from './compiler.js';
export { DirectoryLockedError, lockDirectory } from './directory-lock.js';
export {
  ConfigError,
  helpText,
  KNOWN_SETTINGS,
  parseSettings,
  readEnvironment,
  redacted,
  type ConfigOf,
  type Setting,
  type Settings,
} from './environment.js';
export { frames, FRAME_HEAD_BYTES, HEADER, payloadOf, readFrames } from './journal/frames.js';
export { JournalFile, JournalMemory, type JournalBytes } from './journal/journal-file.js';
export { listenAddress, type ListenAddress } from './listen-address.js';
export { createLogger, silentLogger, type Logger } from './logger.js';
export { Shutdown } from './shutdown.js';
