import { createHash, timingSafeEqual } from 'node:crypto';
import { StatusError } from '#libs/apimachinery';
import { after } from './after.js';
import { badRequest, unauthorized } from './errors.js';
import { type ApiRequest, type Authenticator, type UserInfo } from './request.js';

/** Every user that was authenticated is in this group. */
const AUTHENTICATED = 'system:authenticated';
/** Members may do everything, impersonation included. */
export const MASTERS = 'system:masters';

/**
 * Asks each authenticator in turn, then lets members of system:masters act as somebody else.
 * @throws StatusError Unauthorized, or Forbidden for impersonation by anybody else
 */
export function authenticate(
  authenticators: readonly Authenticator[],
  request: ApiRequest,
): UserInfo | Promise<UserInfo> {
  const [authenticator, ...others] = authenticators;
  if (!authenticator) throw unauthorized();
  return after(authenticator(request), (user) =>
    user ? impersonated(request, withGroup(user)) : authenticate(others, request),
  );
}

function withGroup(user: UserInfo): UserInfo {
  return user.groups.includes(AUTHENTICATED) ? user : { ...user, groups: [...user.groups, AUTHENTICATED] };
}

const IMPERSONATE = 'impersonate-';
const EXTRA = 'impersonate-extra-';

/** A header that asks for another identity is honoured or refused, never overlooked. */
function impersonated(request: ApiRequest, user: UserInfo): UserInfo {
  const asked: [string, string][] = [];
  for (const name in request.headers) {
    const value = name.startsWith(IMPERSONATE) ? request.headers[name] : undefined;
    if (value !== undefined) asked.push([name, value]);
  }
  if (asked.length === 0) return user;
  const username = request.headers['impersonate-user'] ?? '';
  if (!user.groups.includes(MASTERS))
    throw new StatusError(
      'Forbidden',
      `users "${username}" is forbidden: User "${user.username}" cannot impersonate resource "users" in API group "" at the cluster scope`,
      { details: { name: username, kind: 'users' } },
    );
  if (username === '') throw badRequest('impersonation needs the header Impersonate-User');
  const extra = asked
    .filter(([name]) => name.startsWith(EXTRA))
    .map(([name, value]) => [extraName(name), splitHeader(value)] as const);
  const uid = request.headers['impersonate-uid'];
  return withGroup({
    username,
    groups: groupsOf(username, splitHeader(request.headers['impersonate-group'] ?? '')),
    ...(uid === undefined ? {} : { uid }),
    ...(extra.length > 0 ? { extra: Object.fromEntries(extra) } : {}),
  });
}

/** A service account that no groups are named for has those that its token would give it. */
function groupsOf(username: string, asked: string[]): string[] {
  const namespace = /^system:serviceaccount:([^:]+):[^:]+$/.exec(username)?.[1];
  return asked.length > 0 || namespace === undefined
    ? asked
    : ['system:serviceaccounts', `system:serviceaccounts:${namespace}`];
}

function extraName(header: string): string {
  try {
    return decodeURIComponent(header.slice(EXTRA.length));
  } catch (error) {
    throw badRequest(`the header ${header} is malformed`, error);
  }
}

/** Node joins repeated headers by commas. */
function splitHeader(value: string): string[] {
  return value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

type ClientCertificate = NonNullable<ApiRequest['clientCertificate']>;

/** A connection carries one certificate through all its requests. */
const usersByCertificate = new WeakMap<ClientCertificate, UserInfo>();

/** The user of a TLS client certificate that the listener verified: CN is the name, every O a group. */
export const certificateAuthenticator: Authenticator = ({ clientCertificate }) => {
  if (!clientCertificate || clientCertificate.commonName === '') return undefined;
  let user = usersByCertificate.get(clientCertificate);
  if (!user) {
    const { commonName, organizations } = clientCertificate;
    user = withGroup({ username: commonName, groups: organizations });
    usersByCertificate.set(clientCertificate, user);
  }
  return user;
};

/** The token of `Authorization: Bearer`, if there is one. */
export function bearerToken(request: ApiRequest): string | undefined {
  return /^Bearer +(\S+)$/i.exec(request.headers['authorization'] ?? '')?.[1];
}

/** Users by static token. An unknown token is refused, not passed on. Tokens are kept and compared as hashes. */
export function tokenAuthenticator(users: ReadonlyMap<string, UserInfo>): Authenticator {
  const table = [...users].map(([token, user]) => ({ hash: sha256(token), user }));
  return (request) => {
    const token = bearerToken(request);
    if (token === undefined) return undefined;
    const hash = sha256(token);
    const found = table.find((entry) => timingSafeEqual(entry.hash, hash));
    if (!found) throw unauthorized();
    return found.user;
  };
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
