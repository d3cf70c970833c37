import { describe, expect, it } from '@jest/globals';
import {} from '#libs/apimachinery';
import { builtinResources } from '#libs/builtin-kinds';
import { hubResources } from '../../apps/hub/src/wiring/resources.js';
import { ALLOWED } from '../support/conformance/allowed.js';
import { compare, placeOf } from '../support/conformance/compare.js';
import { recordedCustomRow } from '../support/conformance/custom-row.js';
import {} from '../support/conformance/differences.js';
import { Observations } from '../support/conformance/observations.js';
import { readRecordings, VERSIONS, } from '../support/conformance/recordings.js';
import { Replay } from '../support/conformance/replay.js';
import { targetOf } from '../support/conformance/seeds.js';
/**
 * What a real kubectl (1.20 and 1.32) sent to a real API server is sent to ours, request by request, and must get the same
 * status and the same body; every other answer has its reason in test/support/conformance/allowed.ts.
 */
const recordings = new Map(VERSIONS.map((version) => [version, readRecordings(version)]));
const observations = new Map([...recordings].map(([version, list]) => [version, new Observations(list)]));
const twins = new Map(recordings.get('1.20')?.map((recording) => [recording.name, recording]));
const used = new Set();
function replayOver(rows, version) {
    return new Replay([...rows, recordedCustomRow()], observations.get(version) ?? new Observations([]));
}
function namedRecordings(version) {
    return (recordings.get(version) ?? []).map((recording) => [recording.name, recording]);
}
async function differencesOf(replay, recording, index, request) {
    const answer = await replay.run(recording, index);
    if ('skipped' in answer)
        return [{ path: 'not replayed', recorded: answer.skipped, ours: undefined }];
    return compare(request, answer, recording.kubectl === '1.20' ? undefined : twins.get(recording.name));
}
function unexplained(place, found) {
    return found.filter(({ path }) => {
        const reasons = ALLOWED.filter(({ where, at }) => where.test(place) && at.test(path));
        for (const reason of reasons)
            used.add(reason);
        return reasons.length === 0;
    });
}
describe.each(VERSIONS)('kubectl %s at a member', (version) => {
    const replay = replayOver(builtinResources, version);
    it.each(namedRecordings(version))('%s', async (_, recording) => {
        for (const [index, request] of recording.requests.entries()) {
            const place = placeOf(recording, request);
            const found = await differencesOf(replay, recording, index, request);
            expect([place, unexplained(place, found)]).toEqual([place, []]);
        }
    });
});
describe('the table of differences', () => {
    it('names none that is gone', () => {
        expect(ALLOWED.filter((reason) => !used.has(reason)).map(({ because }) => because)).toEqual([]);
    });
});
/** The hub serves fewer kinds, and some to be read only: those that it serves it serves alike, of the others it says so. */
describe.each(VERSIONS)('kubectl %s at the hub', (version) => {
    const replay = replayOver(hubResources(), version);
    it.each(namedRecordings(version))('%s', async (_, recording) => {
        for (const [index, request] of recording.requests.entries()) {
            const target = targetOf(request.path);
            if (!target || target.resource.endsWith('reviews'))
                continue;
            const place = placeOf(recording, request);
            const row = replay.registry.find(target.group, target.version, target.resource)?.definition;
            if (row?.verbs.includes('create')) {
                const found = await differencesOf(replay, recording, index, request);
                expect([place, unexplained(place, found)]).toEqual([place, []]);
            }
            else {
                const answer = await replay.run(recording, index);
                const clear = [request.status, 404, 405];
                expect([place, 'skipped' in answer || clear.includes(answer.status)]).toEqual([place, true]);
            }
        }
    });
});
//# sourceMappingURL=apiserver-conformance.test.js.map