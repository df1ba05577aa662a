import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { Session } from '../lib/index.js';
import { describeOnce } from './support/describe-once.js';
import { ROOT } from './support/root.js';

const PAGES = ['README.md', ...readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`)];
const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** The code blocks of a page in one language. */
function blocksOf(page: string, language: string): string[] {
  return [...textOf(page).matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))].map(([, block]) => block!);
}

/** The first cells of a table that follows a heading. */
function firstCells(page: string, heading: string): string[] {
  const [, section] = textOf(page).split(`\n## ${heading}\n`);
  const [table] = section!.split('\n## ');
  return [...table!.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name!);
}

const run = promisify(execFile);

/** Compiles a program with the library's sources, by the options of a tsconfig.json, and returns what runs. */
async function compile(name: string, program: string, tsconfig: { compilerOptions: object }): Promise<string> {
  const folder = join(ROOT, 'out/readme', name);
  const built = join(folder, 'js');
  // Where a user installs the package, its sources are here.
  const source = program
    .replaceAll("from 'dynastore'", "from '../../../lib/index.js'")
    .replaceAll("from 'dynastore/testing'", "from '../../../lib/testing/index.js'");
  const own = { rootDir: ROOT, outDir: built, types: ['node'], skipLibCheck: true };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'program.ts'), source);
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: { ...tsconfig.compilerOptions, ...own },
      files: ['program.ts', '../../../lib/testing/dynalite-module.d.ts'],
    }),
  );
  await run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', folder]);
  return join(built, 'out/readme', name, 'program.js');
}

describeOnce('readme', () => {
  it('shows what npm start prints', () => {
    expect(blocksOf('README.md', 'text')[0]).to.equal(textOf('samples/quick-start/expected.txt'));
  });

  const MODES = blocksOf('README.md', 'json').map((block) => JSON.parse(block) as { compilerOptions: object });

  it('shows a tsconfig.json for each decorator mode', () => {
    expect(MODES.map(({ compilerOptions }) => 'experimentalDecorators' in compilerOptions)).to.deep.equal([
      false,
      true,
    ]);
  });

  for (const page of PAGES.filter((name) => blocksOf(name, 'ts').length > 0)) {
    const program = blocksOf(page, 'ts').join('\n');
    const expected = [...program.matchAll(/console\.log\(.*\).* \/\/ (.*)$/gm)].map(([, printed]) => printed);

    it(`says in ${page} what each line prints`, () => {
      expect(expected).to.have.lengthOf(program.split('console.log(').length - 1);
    });

    MODES.forEach((mode, at) => {
      const name = `${page.replace(/\W+/g, '-')}-${at === 0 ? 'standard' : 'legacy'}`;

      it(`runs the code of ${page}, compiled by tsconfig.json ${at + 1} of the README`, async () => {
        const file = await compile(name, program, mode).catch((error: { stdout?: string }) => {
          throw new Error(error.stdout);
        });
        const { stdout } = await run(process.execPath, ['--disable-warning=Warning', file]);
        expect(stdout.trimEnd().split('\n')).to.deep.equal(expected);
      }).timeout(60_000);
    });
  }

  for (const page of PAGES) {
    it(`links in ${page} to what is there`, () => {
      const links = [...textOf(page).matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, target]) => target!);
      const dead = links.filter((link) => !/^https?:/.test(link) && !existsSync(join(ROOT, dirname(page), link)));
      expect(dead).to.deep.equal([]);
    });
  }

  it('lists every code of an error', () => {
    const [, union] = /type ErrorCode =([^;]+);/.exec(textOf('lib/errors.ts'))!;
    const codes = [...union!.matchAll(/'(\w+)'/g)].map(([, code]) => code);
    expect(firstCells('README.md', 'Errors')).to.have.members(codes);
  });

  it('names options that a session has', () => {
    const names = firstCells('README.md', 'Options of a session');
    expect(names).to.include('hooks');
    new Session({}, Object.fromEntries(names.map((name) => [name, undefined]))).close();
  });
});
