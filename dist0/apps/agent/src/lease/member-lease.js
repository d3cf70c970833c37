import { isReason } from '#libs/apimachinery';
import {} from '#libs/kube-client';
import {} from '#libs/process';
import { judgeLease } from './judge-lease.js';
import {} from './limits.js';
/** Always there, and where other controllers keep their leases as well. */
const NAMESPACE = 'kube-system';
const WANTED_BY = 'federation.meridian.dev/wanted-by';
const FIELD_MANAGER = 'meridian-lease';
/**
 * Which of several agents of one cluster works: the holder of a Lease in the member itself
 * (docs/decisions/0022-a-lease-in-the-member.md). Two happen by mistake: a data directory that was copied, a second
 * installation. Where leases may not be used, or the member is away, nobody stands down; marks still keep an agent from
 * going back.
 */
export class MemberLease {
    options;
    /** Undefined until the first look. */
    leads;
    answer = () => undefined;
    /** Resolves with the first answer. */
    decided = new Promise((resolve) => (this.answer = resolve));
    cancel;
    looking;
    listener = () => undefined;
    stopped = false;
    unguarded = false;
    /** What was seen last, and since when it is the same, by our clock. */
    lastHeld = { text: '', since: 0 };
    lastWanted = { text: '', since: 0 };
    constructor(options) {
        this.options = options;
    }
    get isDecided() {
        return this.leads !== undefined;
    }
    get leading() {
        return this.leads === true;
    }
    /** Who else wants to work; undefined while nobody does. */
    get rival() {
        const { clock, limits } = this.options;
        const { text, since } = this.lastWanted;
        return text !== '' && clock.now() - since < limits.durationMs ? placeOf(text) : undefined;
    }
    /** `onChange` is called with the first answer, and when it changes. */
    start(onChange) {
        this.listener = onChange;
        this.look();
    }
    /** The member is back: somebody else may have taken over meanwhile. */
    look() {
        if (this.stopped || this.looking)
            return;
        this.cancel?.();
        this.looking = this.attempt().finally(() => {
            this.looking = undefined;
            if (!this.stopped)
                this.cancel = this.options.clock.after(this.options.limits.renewMs, () => this.look());
        });
    }
    /** Gives the lease back, so that the next one need not wait. */
    async stop() {
        this.stopped = true;
        this.cancel?.();
        this.answer();
        await this.looking;
        if (!this.leading || this.unguarded)
            return;
        this.leads = false;
        try {
            const resource = await this.resource();
            const lease = await this.read(resource);
            if (lease?.holder === this.holder)
                await this.write(resource, lease, this.fields(lease, ''));
        }
        catch (error) {
            this.options.logger.debug({ err: error }, 'the lease was not given back; it runs out');
        }
    }
    get holder() {
        return `${this.options.place} ${this.options.instance}`;
    }
    get name() {
        return `meridian-agent-${this.options.hubUid}`.toLowerCase();
    }
    async attempt() {
        try {
            const resource = await this.resource();
            for (let tries = 0; tries < 3; tries++)
                if (await this.turn(resource))
                    return;
        }
        catch (error) {
            const may = isReason(error, 'Forbidden') || isReason(error, 'NotFound');
            if (may && !this.unguarded)
                this.options.logger.warn({ err: error, namespace: NAMESPACE }, 'leases cannot be used in this cluster: a second agent by mistake would not stand down');
            this.unguarded = may;
            // Without a member nothing can be done twice; what was known stays.
            if (may || this.leads === undefined)
                this.become(true);
        }
    }
    /** False: somebody else wrote meanwhile. */
    async turn(resource) {
        const lease = await this.read(resource);
        this.unguarded = false;
        try {
            await this.take(resource, lease, this.judge(lease));
            return true;
        }
        catch (error) {
            if (isReason(error, 'Conflict'))
                return false;
            throw error;
        }
    }
    judge(lease) {
        const { clock, connected, limits } = this.options;
        const now = clock.now();
        const held = lease ? `${lease.holder} ${lease.renewTime}` : '';
        if (held !== this.lastHeld.text)
            this.lastHeld = { text: held, since: now };
        const wanted = lease?.wantedBy ?? '';
        const byUs = placeOf(wanted) === this.options.place && wanted.includes(this.options.instance);
        if (wanted !== this.lastWanted.text)
            this.lastWanted = { text: byUs ? '' : wanted, since: now };
        return judgeLease({
            lease,
            holder: this.holder,
            stale: now - this.lastHeld.since >= limits.durationMs,
            rival: this.rival,
            connected: connected(),
        });
    }
    async take(resource, lease, step) {
        switch (step) {
            case 'take':
            case 'renew':
                await this.write(resource, lease, this.fields(lease, this.holder));
                this.become(true);
                return;
            case 'release':
                await this.write(resource, lease, this.fields(lease, ''));
                this.become(false);
                return;
            case 'ask':
                this.become(false, lease?.holder);
                await this.write(resource, lease, {
                    metadata: { annotations: { [WANTED_BY]: `${this.holder} ${this.time()}` } },
                });
                return;
            case 'stand-by':
                this.become(false, lease?.holder);
        }
    }
    fields(lease, holderIdentity) {
        const { durationMs } = this.options.limits;
        const renewTime = this.time();
        const moved = lease?.holder !== holderIdentity;
        return {
            metadata: moved && holderIdentity !== '' ? { annotations: { [WANTED_BY]: null } } : {},
            spec: {
                holderIdentity,
                leaseDurationSeconds: Math.ceil(durationMs / 1000),
                renewTime,
                ...(moved ? { acquireTime: renewTime, leaseTransitions: (lease?.transitions ?? 0) + 1 } : {}),
            },
        };
    }
    time() {
        return new Date(this.options.clock.now()).toISOString().replace('Z', '000Z');
    }
    become(leading, holder = '') {
        if (this.leads === leading || this.stopped)
            return;
        this.leads = leading;
        this.answer();
        const { logger } = this.options;
        if (leading)
            logger.info({ lease: this.name }, 'this agent works for its cluster');
        else
            logger.error({ holder }, 'another agent works for this cluster: this one stands by, end one of the two');
        this.listener(leading);
    }
    resource() {
        return this.options.member.resolve('coordination.k8s.io/v1', 'Lease');
    }
    async read(resource) {
        const found = await this.options.member.get(resource, NAMESPACE, this.name);
        return found && viewOf(found);
    }
    /** What was read is a precondition. */
    async write(resource, lease, fields) {
        const { member } = this.options;
        if (lease) {
            const { metadata } = fields;
            const patch = { ...fields, metadata: { ...metadata, resourceVersion: lease.resourceVersion } };
            await member.mergePatch(resource, NAMESPACE, this.name, patch);
            return;
        }
        const object = {
            apiVersion: 'coordination.k8s.io/v1',
            kind: 'Lease',
            ...fields,
            metadata: { name: this.name, namespace: NAMESPACE },
        };
        await member.apply(resource, object, { fieldManager: FIELD_MANAGER, force: true });
    }
}
function placeOf(holder) {
    return holder.split(' ')[0] ?? '';
}
function viewOf({ metadata, ...rest }) {
    const spec = (rest['spec'] ?? {});
    return {
        resourceVersion: metadata.resourceVersion ?? '',
        holder: typeof spec['holderIdentity'] === 'string' ? spec['holderIdentity'] : '',
        renewTime: typeof spec['renewTime'] === 'string' ? spec['renewTime'] : '',
        transitions: typeof spec['leaseTransitions'] === 'number' ? spec['leaseTransitions'] : 0,
        wantedBy: metadata.annotations?.[WANTED_BY] ?? '',
    };
}
//# sourceMappingURL=member-lease.js.map