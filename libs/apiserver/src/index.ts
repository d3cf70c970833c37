export { type AdmissionPlugin, type AdmissionRequest } from './admission.js';
export { bearerToken, certificateAuthenticator, MASTERS, tokenAuthenticator } from './authentication.js';
export { mastersOnly } from './authorization.js';
export { type VersionInfo } from './content/version-info.js';
export { type ServerCore } from './core.js';
export { customDefinitionWarnings } from './custom-definitions.js';
export { invalid } from './errors.js';
export { type ExtraSubresource, type ExtraSubresources, type Question } from './extra-subresource.js';
export {
  closeServer,
  createHttpsServer,
  listen,
  replaceCertificates,
  type HttpsOptions,
} from './https-server.js';
export { createLocalClient, type LocalClientOptions } from './local-client.js';
export { createMemoryStorage, type MemoryStorageOptions } from './memory-storage.js';
export { ensureNamespaces, namespaceLifecycle } from './namespace-lifecycle.js';
export { serveNode } from './node-listener.js';
export { jsonOf } from './object-texts.js';
export { createRegistry, type ResourceRegistry, type ServedResource } from './registry.js';
export {
  type ApiRequest,
  type ApiResponse,
  type Attributes,
  type Authenticator,
  type Authorizer,
  type Decision,
  type UserInfo,
} from './request.js';
export { respondBody } from './respond.js';
export { createApiServer, type ApiServer, type ApiServerOptions, type ExtraRoute } from './server.js';
export {
  type Expected,
  type ListPage,
  type ListQuery,
  type Storage,
  type WatchChange,
  type WatchItem,
  type WatchQuery,
  type Write,
} from './storage.js';
