import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** One error of the compiler. */
export interface Diagnostic {
  readonly path: string;
  readonly line: number;
  readonly code: number;
  /** What the compiler says, all lines of it. */
  readonly text: string;
}

/** A folder with the cases, in which `dynastore` and what it needs are installed; and a compiler. */
export interface Project {
  readonly folder: string;
  /** The compiler's program. */
  readonly tsc: string;
}

/** Runs a program and waits for it. */
export const run = promisify(execFile);

/** What every case is compiled with. */
const COMMON = {
  ...{ target: 'ES2022', lib: ['ES2022'], module: 'nodenext', strict: true, noEmit: true },
  ...{ skipLibCheck: true, types: ['node'] },
};

/** Compiles some files of a project by these options, and returns what is wrong with them. */
export async function compile(
  { folder, tsc }: Project,
  name: string,
  compilerOptions: object,
  include: readonly string[] = ['cases'],
): Promise<Diagnostic[]> {
  const tsconfig = join(folder, `tsconfig.${name}.json`);
  await writeFile(tsconfig, JSON.stringify({ compilerOptions: { ...COMMON, ...compilerOptions }, include }));
  const printed = await run(process.execPath, [tsc, '-p', tsconfig, '--pretty', 'false'], {
    cwd: folder,
    maxBuffer: 2 ** 26,
  }).then(
    () => '',
    (failure: { readonly stdout?: string; readonly stderr?: string }) =>
      failure.stdout || String(failure.stderr ?? failure),
  );
  return diagnosticsIn(printed);
}

const DIAGNOSTIC = /^(.+?)\((\d+),\d+\): error TS(\d+): (.*)$/;

function diagnosticsIn(printed: string): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const line of printed.split(/\r?\n/)) {
    const [, path, at, code, text] = DIAGNOSTIC.exec(line) ?? [];
    const last = diagnostics.at(-1);
    if (path !== undefined) diagnostics.push({ path, line: Number(at), code: Number(code), text: text! });
    else if (/^\s+\S/.test(line) && last)
      diagnostics[diagnostics.length - 1] = { ...last, text: `${last.text}\n${line}` };
    else if (line !== '') throw new Error(`The compiler failed: ${printed}`);
  }
  return diagnostics;
}
