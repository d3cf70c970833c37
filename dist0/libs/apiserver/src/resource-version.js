import { forbiddenField, StatusError, unsupportedField } from '#libs/apimachinery';
import { sleep } from '#libs/process';
import {} from './core.js';
import { badRequest, invalidOptions } from './errors.js';
import { FUTURE_VERSION_POLL_MS, FUTURE_VERSION_WAIT_MS } from './limits.js';
/** Versions are decimal numbers without a sign or a leading zero. @throws StatusError BadRequest */
export function checkVersion(text) {
    if (!/^(0|[1-9]\d{0,19})$/.test(text))
        throw badRequest(`Invalid value: "${text}": resourceVersion is not a valid number`);
    return text;
}
/** `limited`: the list is paged, for which a version without a match means exactly that one. */
export function listVersion(query) {
    const version = query.get('resourceVersion') ?? '';
    const match = query.get('resourceVersionMatch') ?? '';
    checkMatch(query, version, match);
    if (version === '' || checkVersion(version) === '0')
        return { kind: 'latest' };
    if (query.get('continue'))
        throw badRequest('specifying resource version is not allowed when using continue');
    const limited = Number(query.get('limit') ?? 0) > 0;
    return match === 'Exact' || (match === '' && limited)
        ? { kind: 'exact', version }
        : { kind: 'not-older', version };
}
function checkMatch(query, version, match) {
    if (match === '')
        return;
    const field = 'resourceVersionMatch';
    if (match !== 'Exact' && match !== 'NotOlderThan')
        throw invalidOptions('ListOptions', [unsupportedField(field, match, ['Exact', 'NotOlderThan'])]);
    if (query.get('continue'))
        throw invalidOptions('ListOptions', [
            forbiddenField(field, 'resourceVersionMatch is forbidden when continue is provided'),
        ]);
    if (version === '')
        throw invalidOptions('ListOptions', [
            forbiddenField(field, 'resourceVersionMatch is forbidden unless resourceVersion is provided'),
        ]);
    if (match === 'Exact' && version === '0')
        throw invalidOptions('ListOptions', [
            forbiddenField(field, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'),
        ]);
}
/** Whether `a` is newer than `b`: longer numbers are larger, equal lengths compare as text. */
export function isNewer(a, b) {
    return a.length === b.length ? a > b : a.length > b.length;
}
/** Waits until storage has reached `version`. @throws StatusError Timeout with cause ResourceVersionTooLarge */
export async function waitForVersion(core, resource, version, signal) {
    const deadline = core.clock.now() + FUTURE_VERSION_WAIT_MS;
    for (;;) {
        const current = await core.storage.currentResourceVersion(resource);
        if (!isNewer(version, current))
            return;
        if (core.clock.now() >= deadline || signal.aborted)
            throw tooLarge(version, current);
        await sleep(core.clock, FUTURE_VERSION_POLL_MS, signal);
    }
}
function tooLarge(version, current) {
    return new StatusError('Timeout', `Timeout: Too large resource version: ${version}, current: ${current}`, {
        details: {
            causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
            retryAfterSeconds: 1,
        },
    });
}
//# sourceMappingURL=resource-version.js.map