import { formatObjectKey, StatusError } from '#libs/apimachinery';
import {} from '#libs/apiserver';
import {} from '#libs/kinds';
import {} from '#libs/process';
import {} from '#libs/store';
import {} from '../controllers/propagation/override-index.js';
import {} from '../controllers/propagation/policy-index.js';
import { describePlacement } from './describe-placement.js';
import { MAX_RENDERED } from './limits.js';
import {} from './member-view.js';
/** Computes placements from what is stored now. Reads of one moment share their statements. */
export class PlacementReader {
    options;
    constructor(options) {
        this.options = options;
    }
    /** Undefined: neither object nor work. */
    async read(key) {
        const { objects, work } = this.options;
        const [object, loaded] = await Promise.all([objects.get(key), work.load(formatObjectKey(key))]);
        return this.describe(key, object, loaded);
    }
    /**
     * Of an object that was read already, and what the clusters named in `render` would get of it.
     * @throws StatusError BadRequest for a cluster that is not registered, or too many
     */
    async of(key, object, render = []) {
        this.checkRender(render);
        return this.describe(key, object, await this.options.work.load(formatObjectKey(key)), render);
    }
    describe(key, object, loaded, render = []) {
        const { members, clock, kinds, policies, overrides } = this.options;
        const propagation = kinds.of(key);
        const policy = object && propagation && policies?.governing(key, propagation, object.metadata.labels);
        const differing = object && propagation && overrides?.of(key, object, propagation);
        const known = { key, propagation, object, loaded, members: members(), now: clock.now(), render };
        return describePlacement({
            ...known,
            ...(policy ? { policy } : {}),
            ...(differing ? { overrides: differing } : {}),
        });
    }
    checkRender(render) {
        if (render.length > MAX_RENDERED)
            throw new StatusError('BadRequest', `at most ${MAX_RENDERED} clusters are rendered at once`);
        const known = new Set(this.options.members().map(({ plan }) => plan.name));
        const unknown = render.find((cluster) => !known.has(cluster));
        if (unknown !== undefined)
            throw new StatusError('BadRequest', `there is no cluster ${JSON.stringify(unknown.slice(0, 253))}`);
    }
}
//# sourceMappingURL=placement-reader.js.map