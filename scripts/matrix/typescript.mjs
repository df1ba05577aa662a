// The declarations of the package as older versions of TypeScript read them: the program of the README, checked by each in
// the decorator modes that it has.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { attempt, devDependencies, inFolder, install, pack, quietly, root } from './steps.mjs';

const VERSIONS = ['5.0.4', '5.2.2', '5.4.5', '5.9.3', '6.0.3', devDependencies.typescript];
/** The first version whose decorators of the language keep metadata. */
const STANDARD_FROM = 5.2;

const readme = readFileSync(join(root, 'README.md'), 'utf8');
const blocks = (language) =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))].map((m) => m[1]);
const program = blocks('ts').join('\n');
const modes = blocks('json').map((block) => JSON.parse(block).compilerOptions);

inFolder('typescript', (folder) => {
  const others = ['@aws-sdk/client-dynamodb', '@types/node', 'dynalite'];
  const packages = Object.fromEntries(others.map((name) => [name, devDependencies[name]]));
  const compilers = Object.fromEntries(
    VERSIONS.map((version) => [`typescript-${version}`, `npm:typescript@${version}`]),
  );
  install(folder, { ...pack(folder), ...packages, ...compilers });
  writeFileSync(join(folder, 'program.ts'), program);
  for (const version of VERSIONS) {
    for (const mode of modes) {
      const isStandard = !mode.experimentalDecorators;
      if (isStandard && Number.parseFloat(version) < STANDARD_FROM) continue;
      const compilerOptions = { ...mode, noEmit: true, skipLibCheck: true, types: ['node'] };
      attempt(`TypeScript ${version}, ${isStandard ? 'standard' : 'older'} decorators`, () => {
        writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['program.ts'] }));
        quietly(folder, join(folder, `node_modules/typescript-${version}/bin/tsc`), '-p', folder);
      });
    }
  }
});
