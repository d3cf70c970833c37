import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {} from '#libs/apimachinery';
/** What a real kubectl and a real API server said to each other: test/fixtures/recordings/README.md. */
const DIR = join(import.meta.dirname, '..', '..', 'fixtures', 'recordings');
export const VERSIONS = ['1.20', '1.32'];
export function readRecordings(version) {
    const dir = join(DIR, `kubectl-${version}`);
    return readdirSync(dir)
        .sort()
        .map((file) => JSON.parse(readFileSync(join(dir, file), 'utf8')));
}
/** Bodies that the recorder cut, made again from what kubectl is known to send; see `bodyOf`. */
const REBUILT = JSON.parse(readFileSync(join(DIR, 'rebuilt-bodies.json'), 'utf8'));
const CUT = /^<binary (\d+)B head=([0-9a-f]+)>$/;
/** True for a body of which only length and beginning were kept. */
export function isCut(body) {
    return typeof body === 'string' && CUT.test(body);
}
/**
 * The bytes of a request's body. Those that were cut come from rebuilt-bodies.json, and must have the recorded length and
 * beginning. Undefined: nobody rebuilt it.
 */
export function bodyOf(recording, request) {
    const { reqBody: body } = request;
    if (body === undefined || body === null)
        return new Uint8Array();
    if (!isCut(body))
        return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    const text = REBUILT[`${recording.kubectl}/${recording.name}/${request.seq}`];
    if (text === undefined)
        return undefined;
    const bytes = Buffer.from(text, 'base64');
    const [, length = '', head = ''] = CUT.exec(body) ?? [];
    if (bytes.length !== Number(length) || !bytes.toString('hex').startsWith(head))
        throw new Error(`the body rebuilt for ${recording.kubectl}/${recording.name} is not what was sent`);
    return bytes;
}
/** The events of a recorded watch. */
export function eventsOf(body) {
    if (!isRecord(body))
        return undefined;
    // A stream of one event was kept as if it were a body.
    if ('type' in body && isRecord(body['object']))
        return [body];
    const stream = body['__stream'];
    return Array.isArray(stream) ? stream : undefined;
}
export function isRecord(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
//# sourceMappingURL=recordings.js.map