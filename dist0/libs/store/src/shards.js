import { formatGroupResource, StatusError } from '#libs/apimachinery';
/**
 * resourceVersions are compared within one resource only, so a resource may have a counter of its own. Events and
 * Leases are written often and watched by few: they must not make everyone else wait.
 */ export const SHARDS = [
    0,
    1
];
const OWN_SHARD = {
    events: 1,
    'events.events.k8s.io': 1,
    'leases.coordination.k8s.io': 1
};
export function shardOf(resource) {
    return OWN_SHARD[formatGroupResource(resource)] ?? 0;
}
/** `secrets` of the core group: always sealed. Takes formatGroupResource or formatObjectKey text. */ export function isSecretResource(resourceOrKey) {
    return resourceOrKey === 'secrets' || resourceOrKey.startsWith('secrets/');
}
/** @throws StatusError BadRequest when it is no number that a client got from us. */ export function parseResourceVersion(text) {
    const value = Number(text);
    if (/^\d{1,16}$/.test(text) && Number.isSafeInteger(value)) return value;
    throw new StatusError('BadRequest', `invalid resource version ${JSON.stringify(text)}`);
}
/** 410: the log no longer reaches back that far. */ export function expired(after, horizon) {
    return new StatusError('Expired', `too old resource version: ${String(after)} (${String(horizon)})`);
}
