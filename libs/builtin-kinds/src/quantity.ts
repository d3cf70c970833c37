const BINARY: Readonly<Record<string, number>> = { Ki: 1, Mi: 2, Gi: 3, Ti: 4, Pi: 5, Ei: 6 };
const DECIMAL: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};

/**
 * The value of a Kubernetes quantity (`1500m`, `2Gi`) as a float: good for comparisons and for adding up what is
 * shown, not for exact accounting. NaN for what is no quantity.
 */
export function quantityValue(text: string | number): number {
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+))([KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/.exec(String(text));
  if (!match) {
    return Number.NaN;
  }
  const base = Number(match[1]);
  const suffix = match[2] ?? '';
  if (suffix === '') {
    return base;
  }
  const binary = BINARY[suffix];
  if (binary !== undefined) {
    return base * 1024 ** binary;
  }
  return base * 10 ** (DECIMAL[suffix] ?? Number(suffix.slice(1)));
}
