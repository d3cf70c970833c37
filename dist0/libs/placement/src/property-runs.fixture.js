/**
 * How many inputs each property of placement is tried with: 10,000 in `npm run test:long` (jest.config.mjs says so), a tenth of that in
 * `npm test`.
 */
export function propertyRuns() {
    return globalThis.PROPERTY_RUNS ?? 1_000;
}
//# sourceMappingURL=property-runs.fixture.js.map