import { formatQuantity, milliQuantity, parseQuantity, type KubeObject } from '#libs/apimachinery';
import { amount } from '../cluster/pod.js';
import { type Usage } from './usage.js';

/** The fields of a ResourceQuota that the simulation reads and writes. */
export interface Quota extends KubeObject {
  readonly spec?: {
    readonly hard?: Readonly<Record<string, string>>;
    readonly scopes?: readonly string[];
    readonly scopeSelector?: {
      readonly matchExpressions?: readonly { readonly scopeName?: string; readonly operator?: string }[];
    };
  };
}

/** Both ways to say them; an operator that compares values is none that is simulated. */
export function scopesOf({ spec }: Quota): string[] {
  const selected = (spec?.scopeSelector?.matchExpressions ?? []).map(({ scopeName = '', operator }) =>
    operator === 'Exists' ? scopeName : '',
  );
  return [...(spec?.scopes ?? []), ...selected];
}

/** What the quota allows of `name`, in thousandths. */
export function allowed(quota: Quota, name: string): number {
  return Math.round(amount(quota.spec?.hard?.[name]) * 1000);
}

/** Thousandths as a quantity, written the way that `like` is. */
export function formatAmount(milli: number, like: string): string {
  const { format } = parseQuantity(like);
  return formatQuantity({ ...milliQuantity(milli), format });
}

export function quotaStatus(quota: Quota, usage: Usage): object {
  const { hard = {} } = quota.spec ?? {};
  const scopes = scopesOf(quota);
  const namespace = quota.metadata.namespace ?? '';
  const used = Object.entries(hard).map(([name, quantity]) => [
    name,
    formatAmount(usage.used(namespace, name, scopes), quantity),
  ]);
  return { hard, used: Object.fromEntries(used) as Record<string, string> };
}
