/**
 * ceil(amount * weight / total), exactly: beyond 2^53 a double would round the product. All arguments are whole numbers,
 * `total` above 0.
 */
export function ceilShare(amount: number, weight: number, total: number): number {
  const product = amount * weight;
  if (product > Number.MAX_SAFE_INTEGER) {
    const divisor = BigInt(total);
    return Number((BigInt(amount) * BigInt(weight) + divisor - 1n) / divisor);
  }
  const rest = product % total;
  return (product - rest) / total + (rest > 0 ? 1 : 0);
}
