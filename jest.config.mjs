/** Three projects: unit (no I/O), integration (real Postgres and nats-server), e2e (real processes). */
const base = {
  rootDir: '.',
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'json'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': ['$1.ts', '$1.js'] },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.meridian/'],
};

export default {
  projects: [
    {
      ...base,
      displayName: 'unit',
      testMatch: [
        '<rootDir>/{apps,libs}/**/*.spec.ts',
        '<rootDir>/test/*.spec.ts',
        '<rootDir>/test/scenarios/*.spec.ts',
        '<rootDir>/test/simulation/*.test.ts',
      ],
    },
    {
      ...base,
      displayName: 'integration',
      testMatch: ['<rootDir>/test/integration/**/*.test.ts'],
    },
    {
      ...base,
      displayName: 'e2e',
      testMatch: ['<rootDir>/test/e2e/**/*.test.ts'],
    },
    {
      ...base,
      displayName: 'long',
      // And once more: the properties of placement with more inputs, and what kubectl does with the older one.
      testMatch: [
        '<rootDir>/test/**/*.long.ts',
        '<rootDir>/libs/placement/src/**/*.spec.ts',
        '<rootDir>/test/scenarios/policy-properties.spec.ts',
        '<rootDir>/test/integration/*-kubectl.test.ts',
        '<rootDir>/test/e2e/{kubectl,kinds,bad-input}.test.ts',
      ],
      globals: { PROPERTY_RUNS: 10_000, OTHER_KUBECTLS: true },
    },
  ],
};
