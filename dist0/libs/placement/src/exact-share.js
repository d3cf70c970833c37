/**
 * ceil(amount * weight / total), exactly: beyond 2^53 a double would round the product. All arguments are whole numbers,
 * `total` above 0. The remainder comes from the rounded quotient, not from `%`, which is slow for large quotients.
 */
export function ceilShare(amount, weight, total) {
    const product = amount * weight;
    if (product > Number.MAX_SAFE_INTEGER)
        return ceilBigShare(amount, weight, total);
    let quotient = Math.floor(product / total);
    // The division may have rounded up to the next whole number.
    if (quotient * total > product)
        quotient--;
    return quotient * total === product ? quotient : quotient + 1;
}
function ceilBigShare(amount, weight, total) {
    const divisor = BigInt(total);
    return Number((BigInt(amount) * BigInt(weight) + divisor - 1n) / divisor);
}
//# sourceMappingURL=exact-share.js.map