import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Which of our packages each package may import. turbo.json says the same of package.json files. */
const layers = {
  core: [],
  serialize: ['core'],
  worker: ['core', 'serialize'],
  thread: ['core', 'serialize', 'worker'],
  process: ['core', 'serialize', 'worker'],
  conformance: ['core'],
};

const layerRules = Object.entries(layers).map(([name, allowed]) => ({
  files: [`packages/${name}/src/**`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            regex: `^@exec/(?!(?:${allowed.join('|') || '-'})(?:/|$))`,
            message: `@exec/${name} may import ${allowed.map((other) => `@exec/${other}`).join(', ') || 'none of our packages'}.`,
          },
          { regex: '^(?:\\.\\./)+(?:[a-z-]+/)+(?:src|dist)/', message: 'Import another package by its name.' },
        ],
      },
    ],
  },
}));

export default defineConfig(
  globalIgnores(['**/dist/', '**/coverage/', 'reports/', '**/.turbo/', 'test/documents/generated/', 'packages/serialize/test/run-*/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // `== null` asks for null or undefined.
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'all' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // An async function without await turns what it throws into a rejection, which our promise-returning API relies on.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
    },
  },
  {
    files: ['packages/*/src/**/*.ts', 'apps/*/src/**/*.ts', 'bench/src/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'max-lines': ['error', { max: 400 }],
      '@typescript-eslint/no-deprecated': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
    },
  },
  { files: ['packages/*/src/**/*.ts'], ignores: ['**/*.test.ts'], rules: { 'no-console': 'error' } },
  {
    // Its subject is any function whatever, classes too: there is no narrower type for that.
    files: ['packages/serialize/src/**/*.ts'],
    rules: { '@typescript-eslint/no-unsafe-function-type': 'off' },
  },
  ...layerRules,
  {
    // Tests throw odd things on purpose and look into values that have no type.
    files: ['**/*.test.ts', 'test/**/*.ts', 'packages/*/test/**/*.ts'],
    rules: {
      'no-restricted-imports': 'off',
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/only-throw-error': 'off',
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  // TypeScript checks the names in these, and knows which globals Node has.
  { files: ['**/*.js', '**/*.mjs', '**/*.cjs'], rules: { 'no-undef': 'off' } },
);
