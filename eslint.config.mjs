import tseslint from 'typescript-eslint';

/**
 * Bans are kept in one list and merged per block: a later flat-config block replaces a rule's whole
 * option list, so a block that forgot the common bans would silently lift them.
 */
const commonBans = [
  { selector: 'TSEnumDeclaration', message: 'use a const object or a union of strings (style.md section 2)' },
  { selector: 'ExportDefaultDeclaration', message: 'named exports only' },
  { selector: 'ExportAllDeclaration', message: 'name what is exported' },
  { selector: "Identifier[name='forwardRef']", message: 'extract the shared noun downward instead' },
];
const envBan = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'settings are read once by libs/process config and passed as values',
};
const impureBans = [
  {
    selector: "MemberExpression[object.name='Date'][property.name='now']",
    message: 'pure code: take now as an argument',
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'pure code: take now as an argument',
  },
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: 'pure code: take a seed',
  },
  {
    selector: 'CallExpression[callee.name=/^set(Timeout|Interval|Immediate)$/]',
    message: 'pure code has no timers',
  },
];
const pureLibs = 'libs/{apimachinery,builtin-kinds,kinds,placement,routing}/src/**/*.ts';

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', '.meridian/**', '**/generated/**', '**/*.mjs', '**/*.cjs'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-restricted-syntax': ['error', ...commonBans, envBan],
      'no-console': 'error',
      'max-lines': ['error', { max: 300, skipComments: true, skipBlankLines: true }],
      'max-lines-per-function': ['error', { max: 60, skipComments: true, skipBlankLines: true }],
      'max-params': ['error', 4],
      complexity: ['error', 12],
    },
  },
  {
    files: [pureLibs],
    ignores: ['**/*.spec.ts'],
    rules: { 'no-restricted-syntax': ['error', ...commonBans, envBan, ...impureBans] },
  },
  {
    files: ['libs/process/src/environment.ts', 'test/**/*.ts', '**/*.spec.ts'],
    rules: { 'no-restricted-syntax': ['error', ...commonBans] },
  },
  {
    files: ['test/**/*.ts', '**/*.spec.ts'],
    rules: {
      'max-lines-per-function': 'off',
      'max-lines': ['error', { max: 500, skipComments: true, skipBlankLines: true }],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
    },
  },
);
