import { isJsonObject, mergePatch } from '#libs/apimachinery';
import { manifestFor } from '#libs/kinds';
import {} from '../controllers/propagation/cluster-view.js';
import {} from '../controllers/propagation/decision.js';
import {} from '../controllers/propagation/override-work.js';
const REDACTED = '<redacted>';
/** Values of Secrets are left out. */
export function renderCluster({ object, propagation, view, decision, overrides }) {
    const { name: cluster } = view;
    const target = decision.placed.find((one) => one.cluster === cluster);
    const placed = target !== undefined;
    const said = overrides?.(view) ?? { patch: {}, by: [] };
    if ('problem' in said)
        return { cluster, placed, overriddenBy: [], problem: said.problem };
    const rendered = mergePatch(manifestFor(object, propagation), target?.patch ?? said.patch);
    const isSecret = propagation.resource.group === '' && propagation.resource.resource === 'secrets';
    return { cluster, placed, overriddenBy: said.by, object: isSecret ? redacted(rendered) : rendered };
}
function redacted(secret) {
    if (!isJsonObject(secret))
        return REDACTED;
    const fields = Object.entries(secret).map(([name, value]) => {
        if (name !== 'data' && name !== 'stringData')
            return [name, value];
        const keys = isJsonObject(value) ? Object.keys(value) : [];
        return [name, Object.fromEntries(keys.map((key) => [key, REDACTED]))];
    });
    return Object.fromEntries(fields);
}
//# sourceMappingURL=render-cluster.js.map