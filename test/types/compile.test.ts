import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describeOnce } from '../support/describe-once.js';
import { type Case, readCases } from './cases.js';
import { type Diagnostic, compile } from './compiler.js';
import { CONSUMER, PACKAGE, VERSION, isInstalled, prepareConsumer } from './consumer.js';

const LEGACY = { experimentalDecorators: true, emitDecoratorMetadata: true };
const MODES = { standard: {}, legacy: { ...LEGACY, useDefineForClassFields: false } };

/** Under which right cases must compile, too. */
const VARIANTS = {
  'strict: false': { strict: false },
  'strict: false, legacy decorators': { strict: false, ...LEGACY },
  exactOptionalPropertyTypes: { exactOptionalPropertyTypes: true },
  'exactOptionalPropertyTypes, legacy decorators': { exactOptionalPropertyTypes: true, ...LEGACY },
  'declaration: true': { declaration: true },
  'useDefineForClassFields: false': { useDefineForClassFields: false },
};

const COMMENT = /\/\*[\s\S]*?\*\//g;

const DOORS = ['dynastore', 'dynastore/nestjs', 'dynastore/testing'];

/** The compilers before 7 take their time. */
const COMPILE_MS = 300_000;

const cases = readCases();
const files = [...new Set(cases.map(({ file }) => file))];

/** What is wrong where a case stands. */
const within = ({ file, firstLine, lastLine }: Case, diagnostics: readonly Diagnostic[]) =>
  diagnostics.filter(({ path, line }) => path === `cases/${file}` && line >= firstLine && line <= lastLine);
const textOf = (diagnostics: readonly Diagnostic[]) => diagnostics.map(({ text }) => text).join('\n');

/** Compilers before 5.9 give the reasons of a comparison once, however often it fails. */
const givesReasons = !/^5\.[0-8]\./.test(VERSION);
const isWithoutReasons = (text: string) => !givesReasons && / is not assignable to [^\n]+$/.test(text);
const isSaid = ({ says }: Case, text: string) => says.some((part) => text.includes(part)) || isWithoutReasons(text);

/** A case with one of these is wrong for another reason than the types: syntax, and names that are not there. */
const isSlip = ({ code }: Diagnostic) => (code < 1200 && code >= 1000) || [2304, 2305, 2307, 2552].includes(code);

describeOnce(`types, TypeScript ${VERSION}`, () => {
  before(async function () {
    this.timeout(COMPILE_MS);
    await prepareConsumer();
  });

  it('has 80 cases that must compile, and 80 that must not', () => {
    expect(cases.filter(({ isRight }) => isRight).length).to.be.at.least(80);
    expect(cases.filter(({ isRight }) => !isRight).length).to.be.at.least(80);
  });

  for (const [mode, options] of Object.entries(MODES)) {
    describe(`${mode} decorators`, () => {
      let diagnostics: readonly Diagnostic[];
      before(async function () {
        this.timeout(COMPILE_MS);
        diagnostics = await compile(CONSUMER, mode, options);
      });
      after(() => printStatistics(mode, diagnostics));

      for (const file of files) {
        describe(file, () => {
          for (const each of cases.filter((other) => other.file === file)) {
            if (each.isRight) {
              it(`takes ${each.name}`, () => expect(textOf(within(each, diagnostics))).to.equal(''));
            } else {
              it(`refuses ${each.name}`, () => {
                const found = within(each, diagnostics);
                expect(found.filter(isSlip)).to.deep.equal([]);
                expect(isSaid(each, textOf(found)), textOf(found)).to.equal(true);
              });
            }
          }
        });
      }

      it('finds nothing wrong beside the cases', () => {
        const known = new Set(cases.flatMap((each) => within(each, diagnostics)));
        expect(diagnostics.filter((each) => !known.has(each))).to.deep.equal([]);
      });

      // Earlier compilers say the same in more words, or in fewer.
      if (VERSION.startsWith('7.')) {
        it('says what is wrong in a few words', () => {
          const lengths = lengthsOf(diagnostics);
          expect(median(lengths)).to.be.below(130);
          expect(Math.max(...lengths)).to.be.at.most(300);
        });
      }
    });
  }

  if (!isInstalled) {
    for (const [what, options] of Object.entries(VARIANTS)) {
      it(`takes all that is right under ${what}`, async () => {
        const diagnostics = await compile(CONSUMER, 'variant', options);
        const wrong = cases.filter((each) => !each.isRight).flatMap((each) => within(each, diagnostics));
        expect(diagnostics.filter((each) => !wrong.includes(each))).to.deep.equal([]);
      }).timeout(COMPILE_MS);
    }
  }

  it('has declarations that are right by themselves', async () => {
    // Both languages of modules; what is made for the ordinary run knows one.
    const names = ['doors.ts', 'doors.cts'].slice(0, isInstalled ? 2 : 1);
    for (const name of names) {
      writeFileSync(join(CONSUMER.folder, name), DOORS.map((door) => `import '${door}';\n`).join(''));
    }
    const diagnostics = await compile(CONSUMER, 'declarations', { skipLibCheck: false }, names);
    expect(diagnostics.filter(({ path }) => path.includes(PACKAGE) || path.startsWith('doors'))).to.deep.equal([]);
  }).timeout(COMPILE_MS);

  it('has declarations that no compiler needs decorator metadata for', () => {
    const folder = join(CONSUMER.folder, PACKAGE, 'dist/esm');
    const declarations = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.d.ts'),
    );
    expect(declarations).to.include(join('lib', 'index.d.ts'));
    for (const name of declarations) {
      const code = readFileSync(join(folder, name), 'utf8').replace(COMMENT, '');
      expect(code, name).not.to.match(/Symbol\.metadata|esnext\.decorators|DecoratorMetadata/i);
    }
  });
});

/** How long the messages of the wrong cases are, in order. */
function lengthsOf(diagnostics: readonly Diagnostic[]): number[] {
  const wrong = cases.filter(({ isRight }) => !isRight).flatMap((each) => within(each, diagnostics));
  return wrong.map(({ text }) => text.length).sort((a, b) => a - b);
}

const median = (lengths: readonly number[]): number => lengths[Math.floor(lengths.length / 2)]!;

function printStatistics(mode: string, diagnostics: readonly Diagnostic[] | undefined): void {
  if (diagnostics === undefined) return;
  const right = cases.filter((each) => each.isRight && within(each, diagnostics).length === 0).length;
  const wrong = cases.filter((each) => !each.isRight && within(each, diagnostics).length > 0).length;
  const lengths = lengthsOf(diagnostics);
  console.log(
    `    TypeScript ${VERSION}, ${mode} decorators: ${right} cases taken, ${wrong} refused; ` +
      `messages of ${median(lengths)} characters at the median, of ${Math.max(...lengths)} at most`,
  );
}
