import { type Causes } from '../checks.js';
import { invalid } from '../causes.js';
import { isJson, mapOf } from '../json.js';
import { quantityValue } from '../quantity.js';
import { qualifiedName, quantity } from '../syntax.js';

/** `limits` and `requests` of a container or a claim: names, quantities, and no request above its limit. */
export function checkResources(causes: Causes, path: string, resources: unknown): void {
  const { limits, requests } = mapOf(resources);
  checkQuantities(causes, `${path}.limits`, limits);
  checkQuantities(causes, `${path}.requests`, requests);
  for (const [name, asked] of Object.entries(mapOf(requests))) {
    const limit = mapOf(limits)[name];
    if (isQuantity(limit) && isQuantity(asked) && quantityValue(asked) > quantityValue(limit)) {
      causes.push(
        invalid(`${path}.requests`, asked, `must be less than or equal to ${name} limit of ${String(limit)}`),
      );
    }
  }
}

/** A map of resource names to quantities that are not negative. */
export function checkQuantities(causes: Causes, path: string, quantities: unknown): void {
  for (const [name, value] of Object.entries(mapOf(quantities))) {
    const field = `${path}[${name}]`;
    const badName = qualifiedName(name);
    if (badName !== undefined) {
      causes.push(invalid(path, name, badName));
    }
    checkQuantity(causes, field, value);
  }
}

export function checkQuantity(causes: Causes, path: string, value: unknown): void {
  if (!isQuantity(value)) {
    causes.push(invalid(path, isJson(value) ? value : (value ?? null), 'must be a quantity'));
    return;
  }
  const refusal = quantity(value);
  if (refusal !== undefined) {
    causes.push(invalid(path, value, refusal));
  } else if (quantityValue(value) < 0) {
    causes.push(invalid(path, String(value), 'must be greater than or equal to 0'));
  }
}

function isQuantity(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}
