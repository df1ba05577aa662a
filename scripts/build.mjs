// Builds the package into dist: ESM for `import`, CommonJS for programs whose Node cannot require ESM, both in few files,
// since finding and opening a file takes Node longer than reading it; and modules one by one for those who bundle, so that
// they leave out what they do not use.
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
rmSync(join(root, 'dist'), { recursive: true, force: true });
compile('--outDir', 'dist/esm');
compile(
  ...['--outDir', 'dist/cjs', '--module', 'commonjs', '--moduleResolution', 'bundler'],
  ...['--verbatimModuleSyntax', 'false'],
);
writeFileSync(join(root, 'dist/cjs/package.json'), '{ "type": "commonjs" }\n');
await bundle(join(root, 'dist'));

function compile(...options) {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', ...options], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}
