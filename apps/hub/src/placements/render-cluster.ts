import { isJsonObject, mergePatch, type KubeObject } from '#libs/apimachinery';
import { manifestFor, type Propagation } from '#libs/kinds';
import { type ClusterView } from '../controllers/propagation/cluster-view.js';
import { type Decision } from '../controllers/propagation/decision.js';
import { type Overrides } from '../controllers/propagation/override-work.js';

export interface RenderInput {
  readonly object: KubeObject;
  readonly propagation: Propagation;
  readonly view: ClusterView;
  readonly decision: Decision;
  /** Undefined: nothing differs. */
  readonly overrides: Overrides | undefined;
}

/** `status.rendered[]` of a Placement: what one cluster gets of the object as it is now. */
export interface Rendered {
  readonly cluster: string;
  /** It shall have the object; false: this is what it would get but for its share of what is divided. */
  readonly placed: boolean;
  /** Policies that had a part in it. */
  readonly overriddenBy: readonly string[];
  /** Absent where it cannot be said. */
  readonly object?: unknown;
  readonly problem?: string;
}

const REDACTED = '<redacted>';

/** Values of Secrets are left out. */
export function renderCluster({ object, propagation, view, decision, overrides }: RenderInput): Rendered {
  const { name: cluster } = view;
  const target = decision.placed.find((one) => one.cluster === cluster);
  const placed = target !== undefined;
  const said = overrides?.(view) ?? { patch: {}, by: [] };
  if ('problem' in said) return { cluster, placed, overriddenBy: [], problem: said.problem };
  const rendered = mergePatch(manifestFor(object, propagation), target?.patch ?? said.patch);
  const isSecret = propagation.resource.group === '' && propagation.resource.resource === 'secrets';
  return { cluster, placed, overriddenBy: said.by, object: isSecret ? redacted(rendered) : rendered };
}

function redacted(secret: unknown): unknown {
  if (!isJsonObject(secret)) return REDACTED;
  const fields = Object.entries(secret).map(([name, value]): [string, unknown] => {
    if (name !== 'data' && name !== 'stringData') return [name, value];
    const keys = isJsonObject(value) ? Object.keys(value) : [];
    return [name, Object.fromEntries(keys.map((key) => [key, REDACTED]))];
  });
  return Object.fromEntries(fields);
}
