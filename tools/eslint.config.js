import { fileURLToPath } from 'node:url';
import { defineConfig } from 'eslint/config';
import ts from 'typescript-eslint';

export default defineConfig(
  { ignores: ['test/types/cases/**'] },
  { files: ['**/*.ts', '**/*.cts'], extends: [ts.configs.recommendedTypeChecked] },
  {
    files: ['**/*.ts', '**/*.cts'],
    languageOptions: {
      parserOptions: { project: ['./tsconfig.json'], tsconfigRootDir: fileURLToPath(new URL('..', import.meta.url)) },
    },
    rules: {
      // consistent-type-imports stays off for good: a type import of an injected class erases its design:paramtypes.
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-empty-function': 'off',
      // Types that are computed say `{}` where they mean a type without members.
      '@typescript-eslint/no-empty-object-type': ['error', { allowObjectTypes: 'always' }],
      // A misfit never leaves the library, and needs no stack.
      '@typescript-eslint/only-throw-error': [
        'error',
        { allow: ['Misfit', 'CallbackFailed'], allowThrowingUnknown: true },
      ],
      // What a caller gave as the reason of a signal is passed on as it is.
      '@typescript-eslint/prefer-promise-reject-errors': ['error', { allowThrowingAny: true }],
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_', argsIgnorePattern: '^_' }],
    },
  },
  {
    // Assertions are expressions, and what an engine or a caught error holds has no type worth writing down.
    files: ['test/**', 'samples/**'],
    rules: {
      '@typescript-eslint/no-base-to-string': 'off',
      '@typescript-eslint/only-throw-error': 'off',
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-unnecessary-type-assertion': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/no-unused-vars': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
);
