import { differences, normalized } from './differences.js';
import { discoveryTable, openApiPaths } from './documents.js';
import { eventsOf, isCut, isRecord } from './recordings.js';
import {} from './replay.js';
import { targetOf } from './seeds.js';
/**
 * Where our answer is another than the recorded one. `twin` is the same command of the other kubectl: it got in JSON what
 * this one got in protobuf, which the recorder cut.
 */
export function compare(request, answer, twin) {
    if (answer.status !== request.status)
        return [{ path: 'status!', recorded: request.status, ours: [answer.status, messageOf(answer.body)] }];
    const warnings = differences(request.resHeaders?.['warning'], textOf(answer.headers['warning']), 'warning!');
    return [...warnings, ...compareBodies(request, answer, twin)];
}
function compareBodies(request, answer, twin) {
    const recorded = recordedBody(request, answer, twin);
    if (recorded === undefined)
        return [];
    const paths = openApiPaths(recorded);
    if (paths)
        return missing(paths, openApiPaths(answer.body) ?? []);
    const table = discoveryTable(recorded);
    if (table)
        return compareTables(table, discoveryTable(answer.body) ?? {});
    if (typeof recorded === 'string')
        return differences(recorded, answer.body, 'text!');
    return differences(normalized(recorded), normalized(answer.body));
}
/** Undefined where only the status is known. */
function recordedBody(request, answer, twin) {
    const { resBody: body } = request;
    const events = eventsOf(body);
    // An open watch that said nothing was not kept.
    if (events ?? request.path.includes('watch=true'))
        return { __stream: events ?? [] };
    if (body === undefined || body === null)
        return undefined;
    if (isCut(body))
        return twinBody(request, twin);
    if (typeof body === 'string')
        return request.path.startsWith('/openapi/v3/') ? undefined : body;
    return answer.seeds.unknownRows > 0 ? withKnownRows(body, answer.body) : body;
}
function twinBody(request, twin) {
    const place = (one) => `${one.method} ${one.path.split('?')[0] ?? ''}`;
    const other = twin?.requests.find((one) => place(one) === place(request) && request.method === 'POST');
    const body = other?.resBody;
    return isRecord(body) ? body : undefined;
}
/** Only the rows that we could have: the others stand for objects that no recording shows whole. */
function withKnownRows(body, ours) {
    if (!isRecord(body) || !isRecord(ours))
        return body;
    const names = new Set(rowsOf(ours).map(nameOfRow));
    return { ...body, rows: rowsOf(body).filter((row) => names.has(nameOfRow(row))) };
}
function rowsOf(table) {
    return Array.isArray(table['rows']) ? table['rows'] : [];
}
function nameOfRow({ object }) {
    return `${object?.metadata?.namespace ?? ''}/${object?.metadata?.name ?? ''}`;
}
/** What one has and the other has not is one difference; the rest is compared field by field. */
function compareTables(recorded, ours) {
    const both = Object.keys(recorded).filter((key) => key in ours);
    return [
        ...missing(Object.keys(recorded), Object.keys(ours)),
        ...both.flatMap((key) => differences(recorded[key], ours[key], key)),
    ];
}
function missing(recorded, ours) {
    const extra = ours.filter((key) => !recorded.includes(key));
    const lacking = recorded.filter((key) => !ours.includes(key));
    return [
        ...lacking.map((key) => ({ path: `not served: ${key}`, recorded: key, ours: undefined })),
        ...extra.map((key) => ({ path: `served as well: ${key}`, recorded: undefined, ours: key })),
    ];
}
function messageOf(body) {
    return isRecord(body) ? body['message'] : body;
}
function textOf(header) {
    return Array.isArray(header) ? header.join(', ') : header;
}
/** What is asked of this request in the table of allowed differences. */
export function placeOf(recording, request) {
    const target = targetOf(request.path);
    const resource = target ? [target.resource, target.subresource].filter(Boolean).join('/') : '';
    return `${recording.kubectl} ${recording.name} ${request.method} ${resource || request.path}`;
}
//# sourceMappingURL=compare.js.map