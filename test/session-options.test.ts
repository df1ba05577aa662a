import { expect } from 'chai';
import { Session, type SessionOptions } from '../lib/index.js';
import { printCount } from './support/counted.js';
import { describeOnce } from './support/describe-once.js';
import { failureOf } from './support/failure.js';

const CONFIG = { region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } };

const BAD_OPTIONS: Readonly<Record<string, unknown>> = {
  'that are null': null,
  'that are a text': 'consistent',
  'that are an array': [],
  'that are a Map': new Map(),
  'that are a Date': new Date(),
  'that are a promise': Promise.resolve({ redactKeys: true }),
  'of an unknown name': { consistant: true },
  'with consistent as a text': { consistent: 'yes' },
  'with consistent as null': { consistent: null },
  'with redactKeys as a number': { redactKeys: 1 },
  'with writeIds as null': { writeIds: null },
  'with a clock that is a function': { clock: () => 5 },
  'with a clock that is null': { clock: null },
  'with a clock that lacks its method': { clock: { now: () => 5 } },
  'with a table name that is a text': { tableName: 'test-' },
  'with a table name that is null': { tableName: null },
  'with an unknown transport': { transport: 'http' },
  'with a transport that is null': { transport: null },
  'with hooks that are a function': { hooks: () => undefined },
  'with hooks that are an array': { hooks: [] },
  'with an unknown hook': { hooks: { requestBuild: () => undefined } },
  'with a hook that is no function': { hooks: { requestBuilt: 'log' } },
  'with a hook of a class that is no function': {
    hooks: new (class {
      responseReceived = 5;
    })(),
  },
  'with conflictRetry as a number': { conflictRetry: 5 },
  'with conflictRetry as null': { conflictRetry: null },
  'with conflictRetry as an array': { conflictRetry: [] },
  'with an unknown member of conflictRetry': { conflictRetry: { retries: 5 } },
  'with no attempts': { conflictRetry: { maxAttempts: 0 } },
  'with half an attempt': { conflictRetry: { maxAttempts: 1.5 } },
  'with a negative delay': { conflictRetry: { baseDelayMs: -1 } },
  'with a delay that is not finite': { conflictRetry: { maxDelayMs: Infinity } },
  'with pageTokens as null': { pageTokens: null },
  'with pageTokens as a text': { pageTokens: 'secret' },
  'with pageTokens as a Map': { pageTokens: new Map([['secret', 'x']]) },
  'with an empty secret': { pageTokens: { secret: '' } },
  'with encryption and no secret': { pageTokens: { encrypt: true } },
};

const BAD_CLIENTS: Readonly<Record<string, unknown>> = {
  null: null,
  'a region': 'us-east-1',
  'a number': 5,
  'a function': () => CONFIG,
  'a list of configurations': [CONFIG],
  'a promise of a configuration': Promise.resolve(CONFIG),
  'a client of another service': { send: () => undefined, config: { serviceId: 'S3' } },
};

describeOnce('session-options', () => {
  printCount('Bad session options and clients refused');

  for (const [what, options] of Object.entries(BAD_OPTIONS)) {
    it(`refuses options ${what}`, async () => {
      expect(await failureOf(() => new Session(CONFIG, options as SessionOptions))).to.include({
        code: 'INVALID_ARGUMENT',
        retryable: false,
      });
    });
  }

  for (const [what, client] of Object.entries(BAD_CLIENTS)) {
    it(`refuses ${what} as a client`, async () => {
      expect(await failureOf(() => new Session(client as object))).to.include({ code: 'INVALID_ARGUMENT' });
    });
  }

  class Tracer {
    readonly spans: string[] = [];
    requestBuilt(): void {
      this.spans.push('built');
    }
  }
  const GOOD: Readonly<Record<string, SessionOptions | undefined>> = {
    none: undefined,
    'an empty object': {},
    'members that are undefined': { hooks: undefined, consistent: undefined, pageTokens: undefined, clock: undefined },
    'missing hooks, as Go’s nil': { hooks: null },
    'missing callbacks, as Go’s nil': { hooks: { requestBuilt: null, responseReceived: undefined } },
    'hooks of a class with members of its own': { hooks: new Tracer() },
    'everything there is': {
      hooks: {},
      consistent: true,
      clock: { nowMs: () => 0 },
      tableName: (name) => name,
      redactKeys: true,
      writeIds: false,
      transport: 'sdk',
      pageTokens: { secret: ['new', 'old'], encrypt: true, acceptGo: false },
      conflictRetry: { maxAttempts: 5, baseDelayMs: 0, maxDelayMs: 0 },
    },
  };
  for (const [what, options] of Object.entries(GOOD)) {
    it(`takes as options ${what}`, () => {
      new Session(CONFIG, options).close();
    });
  }
});
