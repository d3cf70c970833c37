/**
 * How many inputs each property of placement is tried with: 10,000 in `npm run test:long` (jest.config.mjs says so), a tenth of that in
 * `npm test`.
 */
export function propertyRuns(): number {
  return (globalThis as { readonly PROPERTY_RUNS?: number }).PROPERTY_RUNS ?? 1_000;
}
