// The cases of test/types, with the declarations of the package as it is packed, on the compilers that we support.
import { join } from 'node:path';
import { attempt, devDependencies, inFolder, install, mocha, openly, pack, root } from './steps.mjs';

/** The oldest, those between that programs stay with, and our own. */
const VERSIONS = ['5.0.4', '5.4.5', '5.9.3', '6.0.3', devDependencies.typescript];
/** What the declarations and the cases name. */
const BESIDE = [
  '@aws-sdk/client-dynamodb',
  '@aws-sdk/lib-dynamodb',
  '@nestjs/common',
  '@nestjs/core',
  '@nestjs/terminus',
  '@types/node',
  'rxjs',
];

inFolder('types', (folder) => {
  openly(root, ['scripts/compile.mjs', 'standard']);
  const packages = Object.fromEntries(BESIDE.map((name) => [name, devDependencies[name]]));
  const compilers = Object.fromEntries(
    VERSIONS.map((version) => [`typescript-${version}`, `npm:typescript@${version}`]),
  );
  install(folder, { ...pack(folder), ...packages, ...compilers });
  for (const version of VERSIONS) {
    const env = {
      DYNASTORE_TYPES_FOLDER: folder,
      DYNASTORE_TYPES_COMPILER: join(folder, `node_modules/typescript-${version}`),
    };
    attempt(`TypeScript ${version}: cases`, () =>
      mocha(root, `types-${version}`, ['out/standard/test/types/compile.test.js'], { env }),
    );
  }
});
