import path from 'node:path'
import reactHooks from 'eslint-plugin-react-hooks'
import { defineConfig } from 'eslint/config'
import tseslint from 'typescript-eslint'

const root = path.resolve(import.meta.dirname, '../..')

const ownFilesWithoutExtension = {
  regex: '^\\.{1,2}/.*(?<!\\.(ts|tsx|css|json|mjs))$',
  message: 'Own files are imported with their extension.',
}
const execWithShell =
  'ImportDeclaration[source.value=/child_process$/] > ImportSpecifier[imported.name=/^exec(Sync)?$/]'
/** `/x+$/`: on a long run of x that something else follows, the end is looked for from every one of them. */
const slowPattern = String.raw`Literal[regex.pattern=/^(?!\^|\(\?<!).*[^.][+*]\$$/]`

export default defineConfig(
  { basePath: root, ignores: ['.cache/**', 'out/**', 'dist/**', 'node_modules/**', 'test-results/**'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    basePath: root,
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
    rules: {
      // A forgotten await is a failure that nobody sees.
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      // The compiler finds unused names, and knows a schema from which only a type is inferred.
      '@typescript-eslint/no-unused-vars': 'off',
      // A port's operation is asynchronous because some adapter must wait, not because each one does.
      '@typescript-eslint/require-await': 'off',
      // Objects here are closures: nothing uses `this`, and methods are handed on freely.
      '@typescript-eslint/unbound-method': 'off',
      // Event listeners and JSX handlers may be asynchronous, although their types say void.
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { arguments: false, attributes: false } },
      ],
      'no-restricted-imports': ['error', { patterns: [ownFilesWithoutExtension] }],
    },
  },
  {
    // No shell between us and another program: argument arrays only.
    basePath: root,
    files: ['**/*.{ts,tsx,mjs}'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: execWithShell, message: 'A shell: use execFile or spawn.' },
        { selector: 'Property[key.name="shell"][value.value=true]', message: 'A shell: pass an argument array.' },
        {
          selector: slowPattern,
          message: 'Takes the length squared: begin it with ^, or with (?<!…) before what repeats.',
        },
      ],
      'no-eval': 'error',
      'no-new-func': 'error',
      eqeqeq: 'error',
    },
  },
  { basePath: root, files: ['**/*.{mjs,cjs,js}'], rules: { 'no-unused-vars': 'error', 'prefer-const': 'error' } },
  { basePath: root, files: ['renderer/**/*.{ts,tsx}'], extends: [reactHooks.configs.flat.recommended] },
)
