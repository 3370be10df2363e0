/** Projects of the test suite; `npm run jest -- --selectProjects unit` runs one. Native ESM, TypeScript by swc, no type check here. */
const base = {
  testEnvironment: '<rootDir>/api/test/jest/environment.mjs',
  // What jest cannot `require` is loaded by that environment.
  moduleNameMapper: {
    '^cookie$': '<rootDir>/api/test/jest/cookie.cjs',
    '^content-disposition$': '<rootDir>/api/test/jest/content-disposition.cjs',
  },
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        swcrc: false,
        sourceMaps: 'inline',
        module: { type: 'es6' },
        jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
      },
    ],
  },
  transformIgnorePatterns: ['/node_modules/'],
  modulePathIgnorePatterns: ['/dist/', '/\\.pandu/', '/test-output/'],
}

const withDatabase = {
  globalSetup: '<rootDir>/api/test/global-setup.mjs',
  globalTeardown: '<rootDir>/api/test/global-teardown.mjs',
}

const anywhere = (pattern) => ['shared', 'api', 'admin'].map((folder) => `<rootDir>/${folder}/**/${pattern}`)

export default {
  watchman: false,
  maxWorkers: 2,
  testTimeout: 60_000,
  projects: [
    {
      ...base,
      displayName: 'unit',
      testMatch: anywhere('*.test.ts'),
      testPathIgnorePatterns: [
        '/node_modules/',
        '\\.(db|property|soak)\\.test\\.ts$',
        '<rootDir>/api/test/(contract|house)/',
        '<rootDir>/admin/e2e/',
      ],
    },
    { ...base, ...withDatabase, displayName: 'db', testMatch: anywhere('*.db.test.ts') },
    { ...base, ...withDatabase, displayName: 'property', testMatch: anywhere('*.property.test.ts') },
    { ...base, ...withDatabase, displayName: 'contract', testMatch: ['<rootDir>/api/test/contract/**/*.test.ts'] },
    { ...base, ...withDatabase, displayName: 'house', testMatch: ['<rootDir>/api/test/house/**/*.test.ts'] },
    {
      ...base,
      ...withDatabase,
      displayName: 'e2e',
      testMatch: ['<rootDir>/admin/e2e/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '\\.soak\\.test\\.ts$'],
    },
    // Kill, load and long property runs: only when asked for.
    ...(process.env.PANDU_SOAK
      ? [{ ...base, ...withDatabase, displayName: 'soak', testMatch: anywhere('*.soak.test.ts') }]
      : []),
  ],
}
