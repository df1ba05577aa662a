import { inspect } from 'node:util';
import { expect } from 'chai';
import * as errors from '../lib/errors.js';
import { describeOnce } from './support/describe-once.js';

const {
  AmbiguousResultError,
  BatchIncompleteError,
  DecodeError,
  DynastoreError,
  EnvironmentError,
  InvalidArgumentError,
  KeyExistsError,
  KeyModifiedError,
  KeyNotFoundError,
  LockUnavailableError,
  ServiceError,
  TransactionCanceledError,
  hasCode,
  isDynastoreError,
} = errors;

const SECRET = 'payload-4711';
const ROW = { value: { S: SECRET } };
const PLACE = { operation: 'Put', table: 'shop', partition: 'p', key: 'k' };

/** One of each class, with all the data that it can carry. */
const EXAMPLES: Readonly<Record<errors.ErrorCode, errors.DynastoreError>> = {
  KEY_NOT_FOUND: new KeyNotFoundError('It is gone.', PLACE),
  KEY_EXISTS: new KeyExistsError('It is there.', { ...PLACE, current: ROW }),
  KEY_MODIFIED: new KeyModifiedError('It was changed.', { ...PLACE, current: ROW }),
  RESERVED_FIELD: new errors.ReservedFieldError('Not that name.', PLACE),
  INDEX_NOT_SUPPORTED: new errors.IndexNotSupportedError('Not through an index.', PLACE),
  INVALID_ARGUMENT: new InvalidArgumentError('Not that.', { ...PLACE, issues: [{ input: SECRET }] }),
  INVALID_PAGE_TOKEN: new errors.InvalidPageTokenError('Not that token.', PLACE),
  DECODE: new DecodeError('It cannot be read.', { ...PLACE, attribute: 'payload' }),
  AMBIGUOUS_RESULT: new AmbiguousResultError('Nobody knows.', { ...PLACE, current: ROW }),
  BATCH_INCOMPLETE: new BatchIncompleteError('Not all.', { ...PLACE, remaining: [ROW] }),
  TRANSACTION_CANCELED: new TransactionCanceledError('Nothing took effect.', {
    reasons: [{ operation: 'create', partition: SECRET, key: 'k', code: 'ConditionalCheckFailed' }],
  }),
  LOCK_LOST: new errors.LockLostError('It ran out.', PLACE),
  LOCK_UNAVAILABLE: new LockUnavailableError('Someone has it.', PLACE),
  METADATA: new errors.MetadataError('The class is wrong.', { entity: 'Order' }),
  ENVIRONMENT: new EnvironmentError('No such table.', { ...PLACE, region: 'eu-west-1', endpoint: 'http://localhost' }),
  THROTTLED: new ServiceError('Too much.', { ...PLACE, code: 'THROTTLED' }),
  ITEM_TOO_LARGE: new ServiceError('Too large.', { ...PLACE, code: 'ITEM_TOO_LARGE' }),
  SERVICE: new ServiceError('Something else.', PLACE),
};
const RETRYABLE = ['KEY_MODIFIED', 'BATCH_INCOMPLETE', 'LOCK_UNAVAILABLE', 'THROTTLED'];

describeOnce('errors', () => {
  for (const [code, error] of Object.entries(EXAMPLES)) {
    it(`${code} is a ${error.name}: an Error of ours, by class and by code`, () => {
      expect(error).to.be.instanceOf(Error).and.instanceOf(DynastoreError);
      expect(error.code).to.equal(code);
      expect(error.constructor.name).to.equal(error.name);
      expect(isDynastoreError(error)).to.equal(true);
      expect(hasCode(error, code)).to.equal(true);
      expect(hasCode(error, 'ANOTHER')).to.equal(false);
      expect(error.retryable).to.equal(RETRYABLE.includes(code));
      expect(String(error)).to.match(/^\w+Error: /);
    });

    it(`${code} prints no data, however it is printed`, () => {
      for (const printed of [inspect(error, { depth: 10 }), JSON.stringify(error), String(error), error.stack]) {
        expect(printed).not.to.contain(SECRET);
      }
      expect(Object.entries(error).flat(5).map(String)).not.to.contain(SECRET);
      expect(JSON.stringify({ ...error })).not.to.contain(SECRET);
    });
  }

  it('says where, what, and what to do', () => {
    const error = new KeyNotFoundError('There is no live row.', { ...PLACE, hint: 'Create it.' });
    expect(error.message).to.equal("Put, table 'shop', partition 'p', key 'k': There is no live row. Create it.");
    expect(error).to.include({ ...PLACE, hint: 'Create it.' });
    expect(error.stack).to.contain(error.message);
  });

  it('holds the row that it met, for who asks', () => {
    for (const code of ['KEY_EXISTS', 'KEY_MODIFIED', 'AMBIGUOUS_RESULT'] as const) {
      expect(EXAMPLES[code]).to.have.property('current', ROW);
      expect(Object.keys(EXAMPLES[code])).not.to.include('current');
    }
    expect(new KeyModifiedError('Gone.', { current: null }).current).to.equal(null);
    expect(new AmbiguousResultError('Nobody knows.', { current: undefined }).current).to.equal(undefined);
  });

  it('learns on the way up where it was, and forgets nothing that it knows', () => {
    const error = new InvalidArgumentError('limit must be a whole number.', { table: 'shop' });
    const { stack } = error;
    expect(error.locate({ operation: 'ListPage', table: 'another', partition: 'p' })).to.equal(error);
    expect(error).to.include({ operation: 'ListPage', table: 'shop', partition: 'p' });
    expect(error).not.to.have.property('key');
    expect(error.message).to.equal("ListPage, table 'shop', partition 'p': limit must be a whole number.");
    expect(error.stack?.split('\n').slice(1)).to.deep.equal(stack?.split('\n').slice(1));
    expect(error.stack).to.contain(error.message);
    expect(error.locate({ key: 5 as unknown as string }), 'only text is a key').not.to.have.property('key');
  });

  it('keeps a message with special characters as it is', () => {
    const error = new KeyNotFoundError('Gone.', { key: "$& $1 $` 'k' \n" }).locate({ table: '$&' });
    expect(error.message).to.equal("table '$&', key '$& $1 $` 'k' \n': Gone.");
    expect(error.stack).to.contain(error.message);
  });

  it('keeps partition and key out of sight when it is to, and still has them', () => {
    const late = new KeyNotFoundError('Gone.', { ...PLACE, partition: 'p-4711', key: 'k-4711' });
    late.locate({ redactKeys: true });
    const early = new KeyNotFoundError('Gone.', { redactKeys: true });
    early.locate({ ...PLACE, partition: 'p-4711', key: 'k-4711' });
    for (const error of [late, early]) {
      for (const printed of [
        error.message,
        error.stack,
        inspect(error),
        JSON.stringify(error),
        JSON.stringify({ ...error }),
      ]) {
        expect(printed).not.to.contain('4711');
      }
      expect(error).to.include({ partition: 'p-4711', key: 'k-4711', table: 'shop' });
    }
  });

  it('has the cause that it was given, and none where there was none', () => {
    const cause = new Error('below');
    expect(new ServiceError('Failed.', { cause })).to.have.property('cause', cause);
    expect(new ServiceError('Failed.')).not.to.have.property('cause');
    expect(Object.keys(new ServiceError('Failed.', { cause }))).not.to.include('cause');
  });

  for (const value of [
    undefined,
    null,
    'KEY_EXISTS',
    5,
    {},
    { code: 'KEY_EXISTS' },
    new Error('KEY_EXISTS'),
    () => 1,
  ]) {
    it(`does not take ${inspect(value).split('\n')[0]} for an error of ours`, () => {
      expect(isDynastoreError(value)).to.equal(false);
      expect(hasCode(value, 'KEY_EXISTS')).to.equal(false);
    });
  }

  it('is known across two copies of the package', async () => {
    // Another query, another module: with classes of its own.
    const copy = (await import(`${new URL('../lib/errors.js', import.meta.url).href}?copy`)) as typeof errors;
    expect(copy.KeyExistsError).not.to.equal(KeyExistsError);
    const theirs: unknown = new copy.KeyExistsError('There.', { current: ROW });
    expect(theirs).not.to.be.instanceOf(KeyExistsError);
    expect(isDynastoreError(theirs)).to.equal(true);
    expect(hasCode(theirs, 'KEY_EXISTS') && theirs.current).to.equal(ROW);
    expect(copy.hasCode(EXAMPLES.KEY_EXISTS, 'KEY_EXISTS')).to.equal(true);
    expect(copy.isDynastoreError(EXAMPLES.METADATA)).to.equal(true);
  });

  it('narrows a caught value to the class of its code', () => {
    const caught: unknown = EXAMPLES.BATCH_INCOMPLETE;
    // That this compiles is the point.
    const remaining: readonly unknown[] = hasCode(caught, 'BATCH_INCOMPLETE') ? caught.remaining : [];
    expect(remaining).to.deep.equal([ROW]);
    const other: unknown = EXAMPLES.THROTTLED;
    expect(hasCode(other, 'THROTTLED') && other.code).to.equal('THROTTLED');
  });
});
