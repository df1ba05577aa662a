// What the compilers that we support make of the package: packs it, installs it into a temporary folder beside them, and
// runs the cases of test/types there with each.
//   node scripts/matrix/types.mjs [5.0.4 5.4.5 ...]
import { join } from 'node:path';
import { attempt, devDependencies, inFolder, install, mocha, openly, pack, root } from './steps.mjs';

/** The oldest, those between that consumers stay with, and our own. */
const COMPILERS = ['5.0.4', '5.4.5', '5.9.3', '6.0.3', devDependencies.typescript];
/** What the declarations of the package and the cases name. */
const BESIDE = [
  '@aws-sdk/client-dynamodb',
  '@aws-sdk/lib-dynamodb',
  '@nestjs/common',
  '@nestjs/core',
  '@nestjs/terminus',
  '@types/node',
  'rxjs',
];

const asked = process.argv.slice(2);
const compilers = asked.length > 0 ? asked : COMPILERS;
inFolder('types', (folder) => {
  openly(root, ['scripts/compile.mjs', 'standard']);
  install(folder, {
    ...Object.fromEntries(BESIDE.map((each) => [each, devDependencies[each]])),
    ...Object.fromEntries(compilers.map((each) => [`typescript-${each}`, `npm:typescript@${each}`])),
    ...pack(folder),
  });
  for (const each of compilers) {
    const env = {
      DYNASTORE_TYPES_FOLDER: folder,
      DYNASTORE_TYPES_COMPILER: join(folder, `node_modules/typescript-${each}`),
    };
    attempt(`TypeScript ${each}: types`, () =>
      mocha(root, `types-${each}`, ['out/standard/test/types/compile.test.js'], { env }),
    );
  }
});
