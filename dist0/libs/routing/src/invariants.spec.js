import { describe, it } from '@jest/globals';
import fc from 'fast-check';
import { distanceKey, ineligible } from './candidates.js';
import { DEFAULT_POLICY, quantiseShares, routeDemand, usableClusters, WEIGHT_TOTAL, } from './index.js';
/** The invariants of the reference, section 2.7, by their numbers there; I11 and I13 are not the engine's. */
const RUNS = { numRuns: 2_000 };
const NEAR = 1e-6;
const REGIONS = ['eu', 'us', 'ap', 'sa'];
const cluster = fc.record({
    region: fc.constantFrom(...REGIONS),
    zone: fc.constantFrom('a', 'b'),
    ready: fc.integer({ min: 0, max: 12 }),
    desired: fc.integer({ min: 0, max: 12 }),
    ratePerEndpoint: fc.integer({ min: 1, max: 20 }),
    scaler: fc.constantFrom(0, 0.1, 0.5, 1, 1, 1),
    state: fc.constantFrom('active', 'active', 'active', 'active', 'draining', 'disabled'),
    signal: fc.constantFrom('fresh', 'fresh', 'stale'),
    staleForMs: fc.constantFrom(0, 30_000, 120_000),
    probe: fc.constantFrom('ok', 'ok', 'unknown', 'fail'),
});
const client = fc.record({
    zone: fc.constantFrom(undefined, 'a', 'b'),
    demandRps: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.double({ min: 0.01, max: 300, noNaN: true })),
    rtts: fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 9, maxLength: 9 }),
    measured: fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }),
    allowed: fc.option(fc.subarray(REGIONS, { minLength: 1 }), { freq: 4, nil: undefined }),
});
function anyInput(policies) {
    return fc
        .record({
        clusters: fc.array(cluster, { minLength: 1, maxLength: 9 }),
        clients: fc.array(client, { minLength: 1, maxLength: REGIONS.length }),
        policy: policies,
    })
        .map(({ clusters, clients, policy }) => ({
        clusters: clusters.map((one, at) => ({ id: `c${at}`, ...one })),
        clients: clients.map(({ zone, demandRps, rtts, measured, allowed }, at) => ({
            name: REGIONS[at],
            region: REGIONS[at],
            ...(zone === undefined ? {} : { zone }),
            demandRps,
            rttMs: new Map(rtts.flatMap((ms, of) => (measured[of] === true || ms < 50 ? [[`c${of}`, ms]] : []))),
            ...(allowed === undefined ? {} : { allowed: new Set(allowed) }),
        })),
        policy: { ...DEFAULT_POLICY, ...policy },
    }));
}
const anyPolicy = fc.record({
    mode: fc.constantFrom('rate', 'rate', 'health'),
    maxOverload: fc.constantFrom(1, 1.25, 3, Number.POSITIVE_INFINITY),
    panic: fc.constantFrom('failOpen', 'failClosed'),
    maxRttMs: fc.constantFrom(Number.POSITIVE_INFINITY, 50, 20),
    autoDrainBelow: fc.constantFrom(0, 0, 0.25),
});
const strictRate = fc.constant({ maxOverload: 1, panic: 'failClosed' });
const demandOf = ({ demandRps }) => (demandRps > 0 ? demandRps : 1e-6);
function loadOf(input, routing, id) {
    return input.clients.reduce((sum, one) => sum + demandOf(one) * (routing.clients.get(one.name)?.shares.get(id) ?? 0), 0);
}
const capacityOf = (one) => one.ready * (one.ratePerEndpoint ?? 0) * one.scaler;
function holds(condition, says) {
    if (!condition)
        throw new Error(says);
}
function check(policies, property) {
    fc.assert(fc.property(anyInput(policies), property), RUNS);
}
describe('every routing', () => {
    it('I1: gives each region all of its demand, served or shed', () => {
        check(anyPolicy, (input) => {
            const { clients } = routeDemand(input);
            holds(clients.size === input.clients.length, 'a region is missing');
            for (const { shares, shed } of clients.values()) {
                const sum = [...shares.values()].reduce((all, one) => all + one, shed);
                holds(Math.abs(sum - 1) < NEAR, `adds up to ${sum}`);
                holds([...shares.values()].every((one) => one > 0) && shed >= 0, 'a share is not above 0');
            }
        });
    });
    it('I2: loads no cluster beyond its capacity times the overload that it shows', () => {
        check(anyPolicy, (input) => {
            const routing = routeDemand(input);
            if (routing.mode === 'health')
                return;
            const usable = usableClusters(input.clusters, input.policy);
            for (const one of input.clusters.filter(({ id }) => usable.has(id))) {
                const bound = capacityOf(one) * (routing.overload.get(one.id) ?? 1);
                holds(loadOf(input, routing, one.id) <= bound * (1 + NEAR) + NEAR, `${one.id} is loaded beyond ${bound}`);
                holds((routing.overload.get(one.id) ?? 1) <= input.policy.maxOverload, 'beyond maxOverload');
            }
        });
    });
    it('I3: sends nothing to what is unusable, fenced or too far; panic only where nothing else is left', () => {
        check(anyPolicy, (input) => {
            const usable = usableClusters(input.clusters, input.policy);
            for (const [name, { shares, outcome }] of routeDemand(input).clients) {
                const from = input.clients.find((one) => one.name === name);
                const mine = input.clusters.filter((one) => ineligible(from, one, input.policy) === undefined);
                for (const id of shares.keys()) {
                    const target = mine.find((one) => one.id === id);
                    holds(target !== undefined, `${id} is not for ${name}`);
                    holds(outcome === 'panic' || usable.has(id), `${id} is not usable`);
                    holds(target?.state === 'active' && target.scaler > 0, `${id} is meant to get nothing`);
                }
                holds((outcome === 'served') === mine.some(({ id }) => usable.has(id)), `${outcome} is no reason`);
                holds(outcome !== 'panic' || input.policy.panic === 'failOpen', 'panic is forbidden');
            }
        });
    });
    it('I4: justifies no envy: who goes farther finds the nearer full, of nobody from farther away', () => {
        check(strictRate, (input) => {
            const routing = routeDemand(input);
            const usable = input.clusters.filter(({ id }) => usableClusters(input.clusters, input.policy).has(id));
            const key = (from, to) => distanceKey(from, to, input.policy.rttBandMs);
            const given = (from, to) => demandOf(from) * (routing.clients.get(from.name)?.shares.get(to.id) ?? 0);
            for (const from of input.clients) {
                const mine = usable.filter((one) => ineligible(from, one, input.policy) === undefined);
                const shed = (routing.clients.get(from.name)?.shed ?? 0) * demandOf(from) > NEAR;
                for (const near of mine) {
                    const goesFarther = shed || mine.some((one) => key(from, one) > key(from, near) && given(from, one) > NEAR);
                    if (!goesFarther)
                        continue;
                    const load = loadOf(input, routing, near.id);
                    holds(load >= capacityOf(near) * (1 - NEAR) - NEAR, `${from.name} passes ${near.id}, which has room`);
                    for (const other of input.clients)
                        holds(given(other, near) <= NEAR || key(other, near) <= key(from, near), `${other.name} sits in ${near.id} from farther away than ${from.name}`);
                }
            }
        });
    });
    it('I5: leaves alone who has enough at home', () => {
        const atHome = anyInput(fc.constant({})).map((input) => {
            const home = {
                ...{ id: 'home', region: 'eu', zone: 'home', ready: 10, desired: 10, ratePerEndpoint: 10, scaler: 1 },
                ...{ state: 'active', signal: 'fresh', staleForMs: 0, probe: 'ok' },
            };
            const [first, ...others] = input.clients;
            const local = { ...first, zone: 'home', demandRps: Math.min(100, first.demandRps), rttMs: new Map() };
            const { allowed: _fence, ...free } = local;
            const far = others.map((one) => ({ ...one, rttMs: new Map([...one.rttMs, ['home', 1]]) }));
            return { ...input, clusters: [...input.clusters, home], clients: [free, ...far] };
        });
        fc.assert(fc.property(atHome, (input) => {
            const { shares } = routeDemand(input).clients.get('eu');
            // Others who find nothing else overload what is near to them too; the local client still comes first.
            holds(Math.abs((shares.get('home') ?? 0) - 1) < NEAR, 'the local client was displaced');
        }), RUNS);
    });
    it('I6: with more capacity in one cluster loads that one no less, and the others no more', () => {
        check(fc.constant({ maxOverload: 1, panic: 'failClosed' }), (input) => {
            const before = routeDemand(input);
            const [first, ...rest] = input.clusters;
            const more = { ...first, ready: first.ready * 2 };
            const after = routeDemand({ ...input, clusters: [more, ...rest] });
            const tolerance = NEAR * 1e3;
            holds(loadOf(input, after, first.id) >= loadOf(input, before, first.id) - tolerance, 'the larger cluster is loaded less');
            for (const { id } of rest)
                holds(loadOf(input, after, id) <= loadOf(input, before, id) + tolerance, `${id} is loaded more`);
        });
    });
    it('I7: is the same when everything is larger by one factor', () => {
        fc.assert(fc.property(anyInput(anyPolicy), fc.constantFrom(0.001, 7, 1_000), (input, factor) => {
            // A demand of 0 counts as a fixed small one, and does not scale.
            const clients = input.clients.map((one) => ({ ...one, demandRps: one.demandRps + 1 }));
            const scaled = {
                ...input,
                clusters: input.clusters.map((one) => ({ ...one, ratePerEndpoint: one.ratePerEndpoint * factor })),
                clients: clients.map((one) => ({ ...one, demandRps: one.demandRps * factor })),
            };
            sameRouting(routeDemand({ ...input, clients }), routeDemand(scaled), NEAR);
        }), RUNS);
    });
    it('I8: does not depend on the order of its input, to the last bit', () => {
        check(anyPolicy, (input) => {
            const turned = {
                ...input,
                clusters: [...input.clusters].reverse(),
                clients: [...input.clients].reverse(),
            };
            sameRouting(routeDemand(input), routeDemand(turned), 0);
        });
    });
    it('I9: without one cluster moves only what was on it, and what that displaces', () => {
        check(strictRate, (input) => {
            const before = routeDemand(input);
            const [first, ...rest] = input.clusters;
            const after = routeDemand({ ...input, clusters: rest });
            if (loadOf(input, before, first.id) === 0) {
                for (const [name, { shares }] of before.clients)
                    for (const [id, share] of shares)
                        holds(Math.abs((after.clients.get(name)?.shares.get(id) ?? 0) - share) < NEAR, 'something moved');
            }
            for (const { id } of rest)
                holds(loadOf(input, after, id) >= loadOf(input, before, id) - NEAR * 1e3, `${id} lost load`);
        });
    });
    it('I10: sheds nothing without a bound on overload, as long as one cluster may be used', () => {
        check(fc.constant({ maxOverload: Number.POSITIVE_INFINITY }), (input) => {
            for (const { shed, outcome } of routeDemand(input).clients.values())
                holds(shed === 0 || outcome === 'noBackends', `${shed} is shed`);
        });
    });
    it('multiplies by no more than is needed', () => {
        check(fc.constant({ maxOverload: Number.POSITIVE_INFINITY, panic: 'failClosed' }), (input) => {
            const factor = Math.max(1, ...routeDemand(input).overload.values());
            if (factor < 1 + 1e-6)
                return;
            const less = routeDemand({ ...input, policy: { ...input.policy, maxOverload: factor * (1 - 1e-6) } });
            holds([...less.clients.values()].some(({ shed, outcome }) => outcome === 'served' && shed > 0), 'a smaller factor serves all');
        });
    });
});
function sameRouting(a, b, tolerance) {
    holds([...a.clients.keys()].join() === [...b.clients.keys()].join(), 'other clients');
    for (const [name, one] of a.clients) {
        const other = b.clients.get(name);
        holds(one.outcome === other.outcome, 'another outcome');
        holds(Math.abs(one.shed - other.shed) <= tolerance, 'sheds otherwise');
        for (const id of new Set([...one.shares.keys(), ...other.shares.keys()])) {
            const difference = Math.abs((one.shares.get(id) ?? 0) - (other.shares.get(id) ?? 0));
            holds(difference <= tolerance, `${name} differs at ${id} by ${difference}`);
        }
    }
}
describe('weights', () => {
    it('I12: add up, are off by at most n/256, and leave nobody out', () => {
        const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 });
        fc.assert(fc.property(shares, (values) => {
            const given = new Map(values.map((value, at) => [`c${at}`, value]));
            const total = values.reduce((sum, one) => sum + one, 0);
            const weights = quantiseShares(given);
            holds(total > 0 || weights.size === 0, 'weights of nothing');
            if (total === 0)
                return;
            const sum = [...weights.values()].reduce((all, one) => all + one, 0);
            holds(sum === WEIGHT_TOTAL, `adds up to ${sum}`);
            for (const [id, share] of given) {
                const error = Math.abs((weights.get(id) ?? 0) / WEIGHT_TOTAL - share / total);
                holds(error <= values.length / WEIGHT_TOTAL, `${id} is off by ${error}`);
                holds(share > 0 === (weights.get(id) ?? 0) >= 1, `${id} is left out`);
            }
        }), RUNS);
    });
});
//# sourceMappingURL=invariants.spec.js.map