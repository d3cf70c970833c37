import { describe, expect, it } from '@jest/globals';
import { StatusError } from '#libs/apimachinery';
import { DEFAULT_POLICY, explainRouting, isLastUsable, quantiseShares, routeDemand, usableClusters, } from './index.js';
/** Three regions with a cluster each, 100 requests/s a cluster; what a case says is laid over that. */
const RTT = {
    eu: { eu1: 8, us1: 92, ap1: 182 },
    us: { us1: 7, eu1: 92, ap1: 152 },
    ap: { ap1: 9, us1: 152, eu1: 182 },
};
function world({ clusters = {}, clients = {}, policy = {} }) {
    const ids = [...new Set(['eu1', 'us1', 'ap1', ...Object.keys(clusters)])];
    return {
        clusters: ids.map((id) => ({
            id,
            region: id.slice(0, 2),
            zone: `${id.slice(0, 2)}-a`,
            ready: 10,
            desired: 10,
            ratePerEndpoint: 10,
            scaler: 1,
            state: 'active',
            signal: 'fresh',
            staleForMs: 0,
            probe: 'ok',
            ...clusters[id],
        })),
        clients: ['eu', 'us', 'ap'].map((name) => {
            const { rtt = {}, ...more } = clients[name] ?? {};
            return {
                name,
                region: name,
                demandRps: { eu: 80, us: 60, ap: 40 }[name] ?? 0,
                rttMs: new Map(Object.entries({ ...RTT[name], ...rtt })),
                ...more,
            };
        }),
        policy: { ...DEFAULT_POLICY, ...policy },
    };
}
const LOCAL = { eu: { eu1: 1 }, us: { us1: 1 }, ap: { ap1: 1 } };
const down = { ready: 0 };
const offline = { signal: 'stale', staleForMs: 61_000 };
const cases = {
    'everybody stays at home': { ...LOCAL },
    'nothing ready: the next closest': { clusters: { eu1: down }, ...LOCAL, eu: { us1: 0.5, ap1: 0.5 } },
    'the nearest and the next are down: the third, by the order of that region alone': {
        clusters: { eu1: down, us1: down, ap1: { ready: 30, desired: 30 } },
        eu: { ap1: 1 },
        us: { ap1: 1 },
        ap: { ap1: 1 },
    },
    'a spill does not displace those who are closer': {
        clients: { eu: { demandRps: 150 }, us: { demandRps: 100 } },
        ...LOCAL,
        eu: { eu1: 2 / 3, ap1: 1 / 3 },
    },
    'no overload allowed: the rest is shed': {
        clients: { eu: { demandRps: 200 }, us: { demandRps: 150 }, ap: { demandRps: 100 } },
        policy: { maxOverload: 1 },
        eu: { eu1: 0.5 },
        us: { us1: 2 / 3 },
        ap: { ap1: 1 },
        shed: { eu: 0.5, us: 1 / 3 },
    },
    'overload up to its bound, and the rest is shed': {
        clients: { eu: { demandRps: 200 }, us: { demandRps: 150 }, ap: { demandRps: 100 } },
        policy: { maxOverload: 1.25 },
        eu: { eu1: 0.625 },
        us: { us1: 125 / 150, ap1: 25 / 150 },
        ap: { ap1: 1 },
        shed: { eu: 0.375 },
        overload: { eu1: 1.25, us1: 1.25, ap1: 1.25 },
    },
    'only clusters within reach of who is unserved are overloaded': {
        clients: { eu: { demandRps: 180, allowed: new Set(['eu1']) } },
        ...LOCAL,
        overload: { eu1: 1.8 },
    },
    'overload of a cluster that others share is paid by all of them alike': {
        clusters: { eu1: down, us1: { ready: 20 } },
        clients: {
            eu: { demandRps: 300, allowed: new Set(['us']) },
            us: { demandRps: 100 },
        },
        eu: { us1: 1 },
        us: { us1: 1 },
        ap: { ap1: 1 },
        overload: { us1: 2 },
    },
    'health mode: 72 % ready is enough': {
        policy: { mode: 'health' },
        clusters: { eu1: { ready: 72, desired: 100 } },
        ...LOCAL,
    },
    'health mode: all have too little, so they share in proportion': {
        policy: { mode: 'health' },
        clusters: { eu1: { ready: 1 }, us1: { ready: 2 }, ap1: { ready: 1 } },
        eu: { eu1: 0.25, us1: 0.5, ap1: 0.25 },
        us: { eu1: 0.25, us1: 0.5, ap1: 0.25 },
        ap: { eu1: 0.25, us1: 0.5, ap1: 0.25 },
    },
    'health mode: the scaler counts': {
        policy: { mode: 'health' },
        clusters: { eu1: { scaler: 0.5 } },
        ...LOCAL,
        eu: { eu1: 0.7, us1: 0.3 },
    },
    'health mode: a level is the weaker for a cluster of it that is down': {
        policy: { mode: 'health' },
        clusters: { eu1: { probe: 'fail' }, eu2: {} },
        clients: { eu: { rtt: { eu2: 9 } } },
        ...LOCAL,
        eu: { eu2: 0.7, us1: 0.3 },
    },
    'health mode: within a level by endpoints that are wanted and ready': {
        policy: { mode: 'health' },
        clusters: { eu1: { ready: 10 }, eu2: { ready: 30, desired: 30 } },
        clients: { eu: { rtt: { eu2: 9 } } },
        ...LOCAL,
        eu: { eu1: 0.25, eu2: 0.75 },
    },
    'health mode: within a level, what has too few ready or is scaled down gets less': {
        policy: { mode: 'health' },
        clusters: { eu1: { ready: 5 }, eu2: {}, eu3: { scaler: 0.5 } },
        clients: { eu: { rtt: { eu2: 9, eu3: 9 } } },
        ...LOCAL,
        eu: { eu1: (14 / 15) * (7 / 22), eu2: (14 / 15) * (10 / 22), eu3: (14 / 15) * (5 / 22), us1: 1 / 15 },
    },
    'health mode: what is scaled down to nothing serves while it has endpoints': {
        policy: { mode: 'health' },
        clusters: { eu1: { ready: 2, desired: 0 } },
        ...LOCAL,
    },
    'an unknown rate means health mode': {
        clusters: { us1: { ratePerEndpoint: null }, eu1: { ready: 5 } },
        clients: { eu: { demandRps: 1e6 } },
        ...LOCAL,
        eu: { eu1: 0.7, us1: 0.3 },
    },
    'rate mode knows no overprovisioning': {
        clusters: { eu1: { ready: 5 } },
        ...LOCAL,
        eu: { eu1: 0.625, us1: 0.375 },
    },
    'panic: the closest that wants to run': {
        clusters: { eu1: down, us1: down, ap1: down },
        ...LOCAL,
        outcome: { eu: 'panic', us: 'panic', ap: 'panic' },
    },
    'panic prefers what answers the probe': {
        clusters: { eu1: { ready: 0, probe: 'fail' }, us1: down, ap1: down },
        eu: { us1: 0.5, ap1: 0.5 },
        us: { us1: 1 },
        ap: { ap1: 1 },
        outcome: { eu: 'panic' },
    },
    'panic forbidden: 503': {
        clusters: { eu1: down, us1: down, ap1: down },
        policy: { panic: 'failClosed' },
        shed: { eu: 1, us: 1, ap: 1 },
        outcome: { eu: 'failClosed' },
    },
    'scaled to nothing everywhere is no panic': {
        clusters: Object.fromEntries(['eu1', 'us1', 'ap1'].map((id) => [id, { ready: 0, desired: 0 }])),
        shed: { eu: 1, us: 1, ap: 1 },
        outcome: { eu: 'noBackends' },
    },
    'panic brings back neither draining nor disabled nor scaled to zero': {
        clusters: { eu1: { state: 'draining' }, us1: { state: 'disabled' }, ap1: { scaler: 0 } },
        shed: { eu: 1, us: 1, ap: 1 },
        outcome: { us: 'noBackends' },
    },
    'panic of one region only, where the fence leaves it nothing': {
        clusters: { eu1: down },
        clients: { eu: { allowed: new Set(['eu']) } },
        ...LOCAL,
        outcome: { eu: 'panic', us: 'served' },
    },
    'a draining cluster gets nothing': {
        clusters: { eu1: { state: 'draining' } },
        ...LOCAL,
        eu: { us1: 0.5, ap1: 0.5 },
    },
    'a silent agent with a good probe keeps its capacity': {
        clusters: { eu1: { signal: 'stale', staleForMs: 300_000, probe: 'ok' } },
        ...LOCAL,
    },
    'a silent agent without a probe is forgiven for a while': {
        clusters: { eu1: { signal: 'stale', staleForMs: 60_000, probe: 'unknown' } },
        ...LOCAL,
    },
    'but not longer': {
        clusters: { eu1: { ...offline, probe: 'unknown' } },
        ...LOCAL,
        eu: { us1: 0.5, ap1: 0.5 },
    },
    'a happy agent with a failing probe is out': {
        clusters: { eu1: { probe: 'fail' } },
        ...LOCAL,
        eu: { us1: 0.5, ap1: 0.5 },
    },
    'the scaler takes capacity': { clusters: { eu1: { scaler: 0.4 } }, ...LOCAL, eu: { eu1: 0.5, us1: 0.5 } },
    'a fence holds even against overload': {
        clients: { eu: { allowed: new Set(['eu']), demandRps: 400 } },
        policy: { maxOverload: 2 },
        ...LOCAL,
        eu: { eu1: 0.5 },
        shed: { eu: 0.5 },
        overload: { eu1: 2 },
    },
    'too far is not used': {
        clusters: { eu1: down, us1: { ready: 5 } },
        policy: { maxRttMs: 100, maxOverload: 1 },
        clients: { us: { demandRps: 30 } },
        ...LOCAL,
        eu: { us1: 0.25 },
        shed: { eu: 0.75 },
    },
    'the same zone comes before the same region, whatever the round trip': {
        clusters: { eu2: { zone: 'eu-b' } },
        clients: { eu: { zone: 'eu-b', rtt: { eu2: 30 } } },
        ...LOCAL,
        eu: { eu2: 1 },
    },
    'the same region comes before a nearer one': { clients: { eu: { rtt: { eu1: 95 } } }, ...LOCAL },
    'an unmeasured cluster is the last of its tier': {
        clusters: { eu2: {} },
        ...LOCAL,
    },
    'demand of nobody still gets a table': {
        clients: { eu: { demandRps: 0 }, us: { demandRps: -1 } },
        ...LOCAL,
    },
    'the worst is drained by itself, but never more than half': {
        clusters: { eu1: { ready: 1 }, us1: { ready: 2 } },
        policy: { autoDrainBelow: 0.25 },
        clients: { eu: { demandRps: 10 }, us: { demandRps: 10 }, ap: { demandRps: 10 } },
        ...LOCAL,
        eu: { us1: 1 },
    },
    'what is down already counts against that half': {
        clusters: { eu1: { ready: 1 }, us1: { ready: 0 } },
        policy: { autoDrainBelow: 0.25 },
        clients: { eu: { demandRps: 10 }, us: { demandRps: 10 }, ap: { demandRps: 10 } },
        eu: { eu1: 1 },
        us: { ap1: 1 },
        ap: { ap1: 1 },
    },
};
function shown(routing) {
    const entries = [...routing.clients].map(([name, { shares }]) => [name, Object.fromEntries([...shares].map(([id, one]) => [id, expect.closeTo(one, 6)]))]);
    return Object.fromEntries(entries);
}
function sharesOf({ eu = {}, us = {}, ap = {} }) {
    return { eu, us, ap };
}
describe('routeDemand', () => {
    it.each(Object.entries(cases))('%s', (_name, expected) => {
        const routing = routeDemand(world(expected));
        expect(sharesOf(expected)).toEqual(shown(routing));
        for (const [name, { shed, outcome }] of routing.clients) {
            expect(shed).toBeCloseTo(expected.shed?.[name] ?? 0, 6);
            expect(outcome).toBe(expected.outcome?.[name] ?? outcome);
        }
        const overload = Object.entries(expected.overload ?? {}).sort();
        expect([...routing.overload]).toEqual(overload.map(([id, factor]) => [id, expect.closeTo(factor, 6)]));
    });
    it.each([
        ['clusters[0].ready', { clusters: { eu1: { ready: -1 } } }],
        ['clusters[1].scaler', { clusters: { us1: { scaler: 1.5 } } }],
        ['clusters[2].ratePerEndpoint', { clusters: { ap1: { ratePerEndpoint: 0 } } }],
        ['clusters[3]', { clusters: { xx: { id: 'eu1' } } }],
        ['demand[eu]', { clients: { eu: { demandRps: Number.NaN } } }],
        ['rtt[us][us1]', { clients: { us: { rtt: { us1: -5 } } } }],
        ['policy.maxOverload', { policy: { maxOverload: 0.5 } }],
        ['policy.rttBandMs', { policy: { rttBandMs: 0 } }],
    ])('refuses what is wrong and names it: %s', (field, given) => {
        const attempt = () => routeDemand(world(given));
        expect(attempt).toThrow(StatusError);
        expect(attempt).toThrow(expect.objectContaining({ details: { causes: [expect.objectContaining({ field })] } }));
    });
    it('refuses more than it can take', () => {
        const clusters = Array.from({ length: 10_001 }, (_, at) => ({ ...world({}).clusters[0], id: `c${at}` }));
        expect(() => routeDemand({ ...world({}), clusters })).toThrow('at most 10000');
    });
    it('has an answer for nobody and nothing', () => {
        expect(routeDemand({ clusters: [], clients: [], policy: DEFAULT_POLICY }).clients.size).toBe(0);
        expect(routeDemand({ ...world({}), clusters: [] }).clients.get('eu')).toEqual({
            shares: new Map(),
            shed: 1,
            outcome: 'noBackends',
        });
    });
});
describe('who is usable', () => {
    it('is the set that a table is published for', () => {
        const { clusters, policy } = world({ clusters: { eu1: down, us1: { state: 'draining' } } });
        expect([...usableClusters(clusters, policy)]).toEqual(['ap1']);
        expect([isLastUsable('ap1', clusters, policy), isLastUsable('eu1', clusters, policy)]).toEqual([
            true,
            false,
        ]);
    });
});
describe('explainRouting', () => {
    const reasons = (given, client = 'eu') => {
        const input = world(given);
        return explainRouting(input, routeDemand(input), client).map((one) => [
            one.cluster,
            one.reason,
            one.rttMs,
        ]);
    };
    it.each([
        [
            'nearest first',
            {},
            [
                ['eu1', 'Serving', 8],
                ['us1', 'NotNeeded', 92],
                ['ap1', 'NotNeeded', 182],
            ],
        ],
        [
            'full by who is closer',
            { clients: { eu: { demandRps: 150 }, us: { demandRps: 100 } } },
            [
                ['eu1', 'Serving', 8],
                ['us1', 'Full', 92],
                ['ap1', 'Serving', 182],
            ],
        ],
        [
            'out for reasons of its own, or of the client',
            {
                clusters: {
                    eu1: { state: 'draining' },
                    us1: { probe: 'fail' },
                    eu2: {},
                    eu3: { ...offline, probe: 'unknown' },
                },
                clients: { eu: { allowed: new Set(['eu', 'us']) } },
            },
            [
                ['eu1', 'Draining', 8],
                ['eu2', 'Serving', undefined],
                ['eu3', 'SignalLost', undefined],
                ['us1', 'ProbeFailed', 92],
                ['ap1', 'Fenced', 182],
            ],
        ],
        [
            'overloaded, too far',
            { clients: { eu: { demandRps: 250 } }, policy: { maxRttMs: 100 } },
            [
                ['eu1', 'Overloaded', 8],
                ['us1', 'Overloaded', 92],
                ['ap1', 'TooFar', 182],
            ],
        ],
        [
            'panic',
            { clusters: { eu1: down, us1: down, ap1: { ready: 0, desired: 0, scaler: 0 } } },
            [
                ['eu1', 'Panic', 8],
                ['us1', 'NoReadyEndpoints', 92],
                ['ap1', 'NoReadyEndpoints', 182],
            ],
        ],
    ])('%s', (_name, given, expected) => {
        expect(reasons(given)).toEqual(expected);
    });
    it('knows nothing of a region that is not there', () => {
        expect(reasons({}, 'xx')).toEqual([]);
    });
});
describe('quantiseShares', () => {
    it.each([
        [{}, {}],
        [{ a: 0 }, {}],
        [{ a: 0.3 }, { a: 256 }],
        [
            { a: 5 / 6, b: 1 / 6 },
            { a: 213, b: 43 },
        ],
        [
            { a: 1 / 3, b: 1 / 3, c: 1 / 3 },
            { a: 86, b: 85, c: 85 },
        ],
        [
            { a: 0.9999, b: 0.0001 },
            { a: 255, b: 1 },
        ],
        [
            { a: 0.5, b: 0.499, c: 0.0005, d: 0.0005 },
            { a: 127, b: 127, c: 1, d: 1 },
        ],
    ])('%j is %j', (shares, weights) => {
        expect(Object.fromEntries(quantiseShares(new Map(Object.entries(shares))))).toEqual(weights);
    });
    it('keeps the largest of more shares than there are weights', () => {
        const weights = quantiseShares(new Map(Array.from({ length: 300 }, (_, at) => [`c${at}`, at + 1])));
        expect(weights.size).toBe(256);
        expect([weights.has('c299'), weights.has('c0')]).toEqual([true, false]);
        expect([...weights.values()].reduce((sum, one) => sum + one, 0)).toBe(256);
    });
});
//# sourceMappingURL=route-demand.spec.js.map