export {} from './admission.js';
export { bearerToken, certificateAuthenticator, MASTERS, tokenAuthenticator } from './authentication.js';
export { mastersOnly } from './authorization.js';
export {} from './content/version-info.js';
export {} from './core.js';
export { customDefinitionWarnings } from './custom-definitions.js';
export { invalid } from './errors.js';
export {} from './handlers.js';
export { createLocalClient } from './local-client.js';
export { createMemoryStorage } from './memory-storage.js';
export { ensureNamespaces, namespaceLifecycle } from './namespace-lifecycle.js';
export { closeServer, createHttpsServer, listen, replaceCertificates, serveNode, } from './node-listener.js';
export { jsonOf } from './object-texts.js';
export { createRegistry } from './registry.js';
export {} from './request.js';
export { respondBody } from './respond.js';
export { createApiServer } from './server.js';
export {} from './storage.js';
//# sourceMappingURL=index.js.map