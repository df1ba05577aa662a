import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { isDynastoreError } from '../../lib/errors.js';
import { findDynamoDBLocal } from '../../lib/testing/dynamodb-local.js';
import { type EngineName, type EngineSupport, type LocalEngine, startLocal } from '../../lib/testing/index.js';

/** An engine that runs by the time hooks and tests do. Only `name` can be read while tests are being declared. */
export interface TestEngine {
  readonly name: EngineName;
  readonly endpoint: string;
  readonly clientConfig: LocalEngine['clientConfig'];
  readonly client: DynamoDBClient;
  readonly supports: EngineSupport;
}

interface Shared {
  readonly started: Map<EngineName, Promise<LocalEngine>>;
  readonly running: Map<EngineName, LocalEngine>;
  /** Why DynamoDB Local cannot run here; `undefined` when it can. */
  readonly missing: string | undefined;
  skippedSuites: number;
  isReported: boolean;
}

// This module exists once for each decorator mode, the engines once for both.
const SHARED = Symbol.for('dynastore.test.engines');
const holder = globalThis as { [SHARED]?: Promise<Shared> };
const shared = await (holder[SHARED] ??= prepare());

async function prepare(): Promise<Shared> {
  const missing = await findDynamoDBLocal().then(() => undefined, explain);
  return { started: new Map(), running: new Map(), missing, skippedSuites: 0, isReported: false };
}

function explain(error: unknown): string {
  if (isDynastoreError(error)) return error.message;
  throw error;
}

/**
 * Declares the same tests for each engine. An engine is started by the first suite that runs on it, is shared by all,
 * and is stopped after the last test of the run.
 *
 * Without Java the suites for DynamoDB Local are left out and one line at the end says so; with
 * `DYNASTORE_REQUIRE_LOCAL=1` they fail instead.
 */
export function onEachEngine(declareTests: (engine: TestEngine) => void): void {
  declareOn('dynalite', declareTests);
  if (shared.missing === undefined) declareOn('dynamodb-local', declareTests);
  else if (process.env['DYNASTORE_REQUIRE_LOCAL'] === '1') declareFailure(shared.missing);
  else shared.skippedSuites++;
}

function declareOn(name: EngineName, declareTests: (engine: TestEngine) => void): void {
  describe(`on ${name}`, () => {
    before(async function () {
      this.timeout(90_000);
      await start(name);
    });
    declareTests(testEngine(name));
  });
}

function declareFailure(reason: string): void {
  it('runs on dynamodb-local', () => {
    throw new Error(`DYNASTORE_REQUIRE_LOCAL=1, but: ${reason}`);
  });
}

async function start(name: EngineName): Promise<void> {
  let engine = shared.started.get(name);
  if (!engine) shared.started.set(name, (engine = startLocal({ engine: name })));
  shared.running.set(name, await engine);
}

function testEngine(name: EngineName): TestEngine {
  const running = (): LocalEngine => {
    const engine = shared.running.get(name);
    if (!engine) throw new Error(`${name} runs in hooks and tests only, not while they are being declared.`);
    return engine;
  };
  return {
    name,
    get endpoint() {
      return running().endpoint;
    },
    get clientConfig() {
      return running().clientConfig;
    },
    get client() {
      return running().client;
    },
    get supports() {
      return running().supports;
    },
  };
}

// Outside of any suite: a hook of the whole run, also where mocha runs without the project's configuration.
after(async () => {
  await Promise.all([...shared.running.values()].map((engine) => engine.stop()));
  if (shared.skippedSuites === 0 || shared.isReported) return;
  shared.isReported = true;
  console.log(`Skipped on dynamodb-local: ${shared.skippedSuites} suites. ${shared.missing}`);
});
