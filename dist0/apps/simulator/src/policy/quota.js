import { formatQuantity, milliQuantity, parseQuantity } from '#libs/apimachinery';
import { amount } from '../cluster/pod.js';
import {} from './usage.js';
/** Both ways to say them; an operator that compares values is none that is simulated. */
export function scopesOf({ spec }) {
    const selected = (spec?.scopeSelector?.matchExpressions ?? []).map(({ scopeName = '', operator }) => operator === 'Exists' ? scopeName : '');
    return [...(spec?.scopes ?? []), ...selected];
}
/** What the quota allows of `name`, in thousandths. */
export function allowed(quota, name) {
    return Math.round(amount(quota.spec?.hard?.[name]) * 1000);
}
/** Thousandths as a quantity, written the way that `like` is. */
export function formatAmount(milli, like) {
    const { format } = parseQuantity(like);
    return formatQuantity({ ...milliQuantity(milli), format });
}
export function quotaStatus(quota, usage) {
    const { hard = {} } = quota.spec ?? {};
    const scopes = scopesOf(quota);
    const namespace = quota.metadata.namespace ?? '';
    const used = Object.entries(hard).map(([name, quantity]) => [
        name,
        formatAmount(usage.used(namespace, name, scopes), quantity),
    ]);
    return { hard, used: Object.fromEntries(used) };
}
//# sourceMappingURL=quota.js.map