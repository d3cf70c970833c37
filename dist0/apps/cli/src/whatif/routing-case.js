import { z } from 'zod';
import { StatusError } from '#libs/apimachinery';
import { DEFAULT_POLICY, quantiseShares, routeBackends, routeDemand, } from '#libs/routing';
import { answerOrError, parseCase, refusal, textOf } from './case-error.js';
/** One case of `whatif -- routing`: what the file holds, and how it is answered. Times are in seconds there. */
/** JSON has no Infinity: `"inf"`, or the null that writers make of it. */
const bound = z.union([z.number(), z.literal('inf')], { error: 'must be a number or "inf"' });
const clusterSchema = z.object({
    id: z.string().min(1),
    region: z.string(),
    zone: z.string().nullish(),
    ready: z.number(),
    desired: z.number(),
    ratePerEndpoint: z.number().nullish(),
    scaler: z.number().optional(),
    state: z.enum(['active', 'draining', 'disabled']).optional(),
    signal: z.enum(['fresh', 'stale']).optional(),
    staleForSec: z.number().optional(),
    probe: z.enum(['ok', 'fail', 'unknown']).optional(),
});
const backendSchema = z.object({
    name: z.string().min(1),
    weight: z.number().optional(),
    invalid: z.boolean().optional(),
    clusters: z.array(clusterSchema).nullish(),
});
const policySchema = z.object({
    mode: z.enum(['rate', 'health']).optional(),
    overprovisioning: z.number().optional(),
    maxOverload: bound.nullish(),
    panic: z.enum(['failOpen', 'failClosed']).optional(),
    staleGraceSec: z.number().optional(),
    rttBandMs: z.number().optional(),
    maxRttMs: bound.nullish(),
    autoDrainBelow: z.number().optional(),
    autoDrainMaxFraction: z.number().optional(),
});
const place = z.object({ region: z.string(), zone: z.string().nullish() });
const inputSchema = z.object({
    clusters: z.array(clusterSchema).optional(),
    backends: z.array(backendSchema).optional(),
    demand: z.record(z.string(), z.number()),
    rtt: z.record(z.string(), z.record(z.string(), z.number().nullable())).optional(),
    clientLoc: z.record(z.string(), place).optional(),
    allowed: z.record(z.string(), z.array(z.string())).optional(),
    policy: policySchema.optional(),
});
const caseSchema = z.object({ id: z.string(), input: inputSchema });
/** The routing of one case of the file, or what is wrong with it. */
export function answerRouting(value, index) {
    const id = textOf(value, 'id') ?? `case ${index}`;
    return answerOrError(() => ({ id, ...route(parseCase(caseSchema, value).input) }), (error) => ({ id, error }));
}
function route(input) {
    if (input.backends === undefined && input.clusters === undefined)
        throw refusal('input.clusters', 'a case has clusters, or backends that have them');
    if (input.backends !== undefined && input.clusters !== undefined)
        throw refusal('input.backends', 'a case has either clusters or backends');
    return inCaseWords(() => input.backends === undefined ? routeClusters(input) : routeWeighted(input, input.backends));
}
function routeClusters(input) {
    const clusters = (input.clusters ?? []).map(toCluster);
    const { clients, overload } = routeDemand({
        clusters,
        clients: toClients(input),
        policy: toPolicy(input.policy),
    });
    const panic = [...clients].filter(([, { outcome }]) => outcome === 'panic').map(([name]) => name);
    return toAnswer(clients, overload, panic);
}
function routeWeighted(input, given) {
    const backends = given.map(({ name, weight = 1, invalid = false, clusters }) => ({
        name,
        weight,
        clusters: invalid ? undefined : clusters?.map(toCluster),
    }));
    const mixed = routeBackends({ backends, clients: toClients(input), policy: toPolicy(input.policy) });
    const overload = new Map();
    const panic = new Set();
    for (const [name, routing] of mixed.routings) {
        for (const [id, factor] of routing.overload)
            overload.set(`${name}@${id}`, factor);
        for (const [client, { outcome }] of routing.clients)
            if (outcome === 'panic')
                panic.add(client);
    }
    const clients = Array.from(mixed.clients, ([name, { targets, shed, unresolved }]) => {
        const shares = targets.map(({ backend, cluster, share }) => [`${backend}@${cluster}`, share]);
        return [name, { shares: new Map(shares), shed: shed + unresolved }];
    });
    return toAnswer(new Map(clients), overload, [...panic].sort());
}
function toAnswer(clients, overload, panic) {
    const each = (of) => Object.fromEntries([...clients].map(([name, served]) => [name, of(served)]));
    const overloaded = Object.entries(rounded(overload)).filter(([, factor]) => factor > 1);
    return {
        split: each(({ shares }) => rounded(shares)),
        shed: each(({ shed }) => round(shed)),
        weights256: each(({ shares }) => Object.fromEntries(quantiseShares(shares))),
        ...(overloaded.length === 0 ? {} : { overload: Object.fromEntries(overloaded) }),
        ...(panic.length === 0 ? {} : { panic }),
    };
}
function rounded(values) {
    return Object.fromEntries([...values].map(([id, value]) => [id, round(value)]));
}
function round(value) {
    return Math.round(value * 1e6) / 1e6;
}
function toCluster(given) {
    const { zone, ratePerEndpoint, staleForSec = 0, ...facts } = given;
    return {
        ...facts,
        ...(zone == null ? {} : { zone }),
        ratePerEndpoint: ratePerEndpoint ?? null,
        scaler: facts.scaler ?? 1,
        state: facts.state ?? 'active',
        signal: facts.signal ?? 'fresh',
        staleForMs: staleForSec * 1_000,
        probe: facts.probe ?? 'unknown',
    };
}
function toClients({ demand, rtt = {}, clientLoc = {}, allowed = {} }) {
    return Object.entries(demand).map(([name, demandRps]) => {
        const { region, zone } = own(clientLoc, name) ?? { region: name };
        const fence = own(allowed, name);
        return {
            name,
            region,
            ...(zone == null ? {} : { zone }),
            demandRps,
            rttMs: new Map(Object.entries(own(rtt, name) ?? {}).filter(isMeasured)),
            ...(fence === undefined ? {} : { allowed: new Set(fence) }),
        };
    });
}
function isMeasured(entry) {
    return entry[1] !== null;
}
/** Names are the user's: `constructor` is one. */
function own(record, name) {
    return Object.hasOwn(record, name) ? record[name] : undefined;
}
function toPolicy(given = {}) {
    const { staleGraceSec, maxOverload, maxRttMs, ...others } = given;
    const set = Object.entries(others).filter(([, value]) => value !== undefined);
    return {
        ...DEFAULT_POLICY,
        ...Object.fromEntries(set),
        ...(staleGraceSec === undefined ? {} : { staleGraceMs: staleGraceSec * 1_000 }),
        maxOverload: toBound(maxOverload),
        maxRttMs: toBound(maxRttMs),
    };
}
function toBound(value) {
    return value == null || value === 'inf' ? Number.POSITIVE_INFINITY : value;
}
/** Names the fields of the library's errors as the file has them. */
function inCaseWords(run) {
    try {
        return run();
    }
    catch (error) {
        if (!(error instanceof StatusError))
            throw error;
        const [cause] = error.details?.causes ?? [];
        if (cause === undefined)
            throw error;
        const field = (cause.field ?? '').replace('staleForMs', 'staleForSec').replace('GraceMs', 'GraceSec');
        throw refusal(`input.${field}`, cause.message);
    }
}
//# sourceMappingURL=routing-case.js.map