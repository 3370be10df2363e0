import vueAccessibility from 'eslint-plugin-vuejs-accessibility'
import vue from 'eslint-plugin-vue'
import tseslint from 'typescript-eslint'
import vueParser from 'vue-eslint-parser'

/** Repeatability: a test that fails must fail again (architecture: all randomness comes from a printed seed). */
const noRandom = {
  selector: "MemberExpression[object.name='Math'][property.name='random']",
  message: 'Take randomness from the seed, so that a failure can be repeated.',
}
const noEmptyCatch = {
  selector: 'CatchClause > BlockStatement[body.length=0]',
  message: 'Say why the failure may be passed over, or handle it.',
}
const noBarrel = { selector: 'ExportAllDeclaration', message: 'No barrels: import from the file that owns the name.' }

const typescript = {
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-non-null-assertion': 'error',
  '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
  '@typescript-eslint/no-unused-vars': [
    'error',
    { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'all' },
  ],
  '@typescript-eslint/ban-ts-comment': ['error', { 'ts-expect-error': 'allow-with-description' }],
  '@typescript-eslint/no-invalid-void-type': 'off',
  '@typescript-eslint/unified-signatures': 'off',
  eqeqeq: ['error', 'always', { null: 'ignore' }],
  'no-var': 'error',
  'prefer-const': 'error',
  '@typescript-eslint/no-dynamic-delete': 'off',
  'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
}

export default tseslint.config(
  {
    ignores: [
      '**/dist/',
      '**/node_modules/',
      'coverage/',
      '.pandu/',
      '.nuxt-ui/',
      'test-output/',
      'admin/{auto-imports,components}.d.ts',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  ...tseslint.configs.strict,
  ...vue.configs['flat/recommended'],
  ...vueAccessibility.configs['flat/recommended'],
  { rules: { ...typescript, 'no-restricted-syntax': ['error', noEmptyCatch, noBarrel] } },
  {
    files: ['**/*.vue'],
    languageOptions: { parser: vueParser, parserOptions: { parser: tseslint.parser, sourceType: 'module' } },
    rules: {
      // Layout is prettier's.
      'vue/max-attributes-per-line': 'off',
      'vue/html-self-closing': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/first-attribute-linebreak': 'off',
      'vue/multi-word-component-names': 'off',
      'vue/require-default-prop': 'off',
      'vue/no-v-html': 'error',
      // Takes the bar of a TypeScript union in a template for a Vue 2 filter.
      'vue/no-deprecated-filter': 'off',
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      // Labels come from the form fields of the UI kit, which tie them by id.
      'vuejs-accessibility/label-has-for': 'off',
      'vuejs-accessibility/form-control-has-label': 'off',
      'vuejs-accessibility/no-static-element-interactions': 'error',
    },
  },
  { files: ['api/src/**/*.ts', 'shared/src/**/*.ts'], rules: { 'no-console': 'error' } },
  // A module's contract is one list to be read from top to bottom.
  {
    files: ['shared/src/*.ts'],
    rules: { 'max-lines': ['error', { max: 600, skipBlankLines: true, skipComments: true }] },
  },
  // Imports have many stages: each is to be found by its name, so files and functions are short. Tests may be longer.
  {
    files: ['api/src/modules/imports/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true, IIFEs: true }],
    },
  },
  {
    files: ['**/*.test.ts', 'api/test/**/*.ts', 'admin/e2e/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', noRandom, noEmptyCatch, noBarrel] },
  },
  { files: ['**/*.mjs'], languageOptions: { globals: { process: 'readonly', console: 'readonly' } } },
)
