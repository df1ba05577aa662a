import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/root.js';

// A case is a few lines of test/types/cases, from a line such as `// wrong: a version that is text` to the next of its
// kind. Below that line a wrong one tells what the compiler says of it: `// says: 'version' must be a number`.

/** Where the cases lie. */
export const CASES: string = join(ROOT, 'test/types/cases');

export interface Case {
  /** Its file, without folders. */
  readonly file: string;
  readonly name: string;
  /** Whether it must compile. */
  readonly isRight: boolean;
  /** What the compiler's message holds, one of these. */
  readonly says: readonly string[];
  readonly firstLine: number;
  readonly lastLine: number;
}

const HEAD = /^\/\/ (right|wrong): (.+)$/;
const SAYS = /^\/\/ (?:says|or): (.+)$/;

export function readCases(): Case[] {
  return readdirSync(CASES)
    .sort()
    .flatMap((file) => casesOf(file, readFileSync(join(CASES, file), 'utf8').split('\n')));
}

function casesOf(file: string, lines: readonly string[]): Case[] {
  const heads = lines.flatMap((line, at) => {
    const head = HEAD.exec(line);
    return head ? [{ at, isRight: head[1] === 'right', name: head[2]! }] : [];
  });
  return heads.map(({ at, isRight, name }, position) => {
    const lastLine = heads[position + 1]?.at ?? lines.length;
    const says = lines.slice(at, lastLine).flatMap((line) => SAYS.exec(line)?.[1] ?? []);
    if (isRight !== (says.length === 0))
      throw new Error(`${file}, ${name}: a wrong case says something, a right one nothing`);
    return { file, name, isRight, says, firstLine: at + 1, lastLine };
  });
}
