export { type AdmissionPlugin, type AdmissionRequest } from './admission.js';
export {
  type ApiRequest,
  type ApiResponse,
  type Attributes,
  type Authenticator,
  type Authorizer,
  type Decision,
  type UserInfo,
} from './request.js';
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
