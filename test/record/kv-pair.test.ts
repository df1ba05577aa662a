import { inspect } from 'node:util';
import { expect } from 'chai';
import { DecodeError, InvalidArgumentError } from '../../lib/errors.js';
import type { EpochSeconds } from '../../lib/record/clock.js';
import { KVPair, decodeItem, liveRecord, metRecord } from '../../lib/record/kv-pair.js';
import type { Item } from '../../lib/record/layout.js';
import { CLASS_READER } from '../../lib/record/class-reader.js';
import { describeOnce } from '../support/describe-once.js';
import { failureOf } from '../support/failure.js';

const NOW = 1000 as EpochSeconds;
const KEYS: Item = { id: { S: 'p' }, name: { S: 'k' } };
const record = (more: Item = {}) => decodeItem({ ...KEYS, ...more });

describeOnce('record/kv-pair', () => {
  it('has the parts of a whole row', () => {
    const pair = record({ version: { N: '3' }, expires: { N: '2000' }, payload: { S: 'hello' }, color: { S: 'red' } });
    const { partition, key, version, versionText, expires, value, fields } = pair;
    expect({ partition, key, version, versionText, expires, value, fields }).to.deep.equal({
      partition: 'p',
      key: 'k',
      version: 3,
      versionText: '3',
      expires: 2000,
      value: { S: 'hello' },
      fields: { color: { S: 'red' } },
    });
  });

  it('lacks what the row lacks: version 0, no expires, no value, no fields', () => {
    const pair = record();
    expect(pair).to.include({ version: 0, versionText: '0' });
    expect(pair).not.to.have.any.keys('expires', 'value');
    expect(pair.fields).to.deep.equal({});
    expect(record({ expires: { NULL: true }, version: { NULL: true } })).to.include({ version: 0 });
  });

  it('is exact beyond 2^53, where a number is not', () => {
    const pair = record({ version: { N: '9007199254740993' } });
    expect(pair.versionText).to.equal('9007199254740993');
    expect(() => pair.version)
      .to.throw(DecodeError)
      .with.property('attribute', 'version');
    expect(record({ version: { N: '9007199254740991' } }).version).to.equal(Number.MAX_SAFE_INTEGER);
  });

  it('writes itself as JSON: the version as text, and no mark of a write', () => {
    const item: Item = {
      version: { N: '3' },
      payload: { N: '1' },
      _wABCDEF: { N: '5' },
      _wx: { N: '4' },
      _wY: { N: '1' },
    };
    expect(JSON.parse(JSON.stringify(record(item)))).to.deep.equal({
      partition: 'p',
      key: 'k',
      version: '3',
      value: { N: '1' },
      fields: { _wY: { N: '1' } },
    });
    expect(JSON.parse(JSON.stringify(record({ expires: { N: '5' } })))).to.deep.include({ version: '0', expires: 5 });
  });

  it('keeps marks of writes out of fields and decodeFields, and texts of such a name in them', () => {
    const pair = record({ _wABCDEF: { N: '5' }, _wx: { N: '4' }, _wGHIJKL: { S: 'mine' }, x: { BOOL: true } });
    expect(pair.fields).to.deep.equal({ _wGHIJKL: { S: 'mine' }, x: { BOOL: true } });
    expect(pair.decodeFields()).to.deep.equal({ _wGHIJKL: 'mine', x: true });
  });

  it('takes hostile names for names', () => {
    const fields = record(
      JSON.parse('{"__proto__":{"S":"x"},"constructor":{"S":"y"},"then":{"S":"z"}}') as Item,
    ).fields;
    expect(Object.keys(fields)).to.deep.equal(['__proto__', 'constructor', 'then']);
    expect(Object.getPrototypeOf(fields)).to.equal(Object.prototype);
  });

  it('reads by exact names: another casing is a field', () => {
    expect(record({ Version: { S: 'x' }, EXPIRES: { S: 'y' } }).fields).to.have.all.keys('Version', 'EXPIRES');
  });

  const TEXTS: readonly [Item, string][] = [
    [{ payload: { S: 'a' } }, 'a'],
    [{ payload: { S: '' } }, ''],
    [{ payload: { N: '12.50' } }, '12.50'],
    [{ payload: { NULL: true } }, ''],
    [{ payload: { BOOL: true } }, ''],
    [{ payload: { M: {} } }, ''],
    [{}, ''],
  ];
  for (const [item, text] of TEXTS) {
    it(`reads ${JSON.stringify(item['payload'] ?? null)} as the text '${text}'`, () => {
      expect(record(item).stringValue()).to.equal(text);
    });
  }

  it('reads bytes: of base64 text, of a binary, and none', () => {
    expect([...record({ payload: { S: 'AAH/' } }).bytesValue()]).to.deep.equal([0, 1, 255]);
    expect([...record({ payload: { B: Uint8Array.of(7) } }).bytesValue()]).to.deep.equal([7]);
    for (const item of [{}, { payload: { NULL: true as const } }, { payload: { S: '' } }]) {
      expect(record(item).bytesValue()).to.have.length(0);
    }
  });

  for (const payload of [{ S: 'not base64!' }, { S: 'AAH' }, { S: 'AAI=\n' }, { N: '5' }, { BOOL: true }, { L: [] }]) {
    it(`finds no bytes in ${JSON.stringify(payload)}`, () => {
      expect(() => record({ payload }).bytesValue())
        .to.throw(DecodeError)
        .with.property('attribute', 'payload');
    });
  }

  it('decodes value and fields, also into a class', () => {
    class Point {
      x = 0;
      y = 0;
    }
    const pair = record({ payload: { M: { x: { N: '1' } } }, y: { N: '2' } });
    expect(pair.decodeValue()).to.deep.equal({ x: 1 });
    expect(pair.decodeValue(Point)).to.be.instanceOf(Point).and.deep.include({ x: 1, y: 0 });
    expect(pair.decodeFields(Point)).to.be.instanceOf(Point).and.deep.include({ x: 0, y: 2 });
    expect(record().decodeValue(Point)).to.equal(undefined);
  });

  it('lets a class read itself', () => {
    class Money {
      cents!: number;
      static [CLASS_READER] = {
        write: () => ({}),
        read: (members: Item) => Object.assign(new Money(), { cents: Number(members['c']?.N) }),
      };
    }
    expect(record({ payload: { M: { c: { N: '5' } } } }).decodeValue(Money))
      .to.be.instanceOf(Money)
      .and.include({ cents: 5 });
  });

  it('fails typed when the value is not what is asked for, and says where', async () => {
    const number = record({ payload: { M: { n: { N: '9007199254740993' } } } });
    expect(await failureOf(() => number.decodeValue())).to.include({
      code: 'DECODE',
      attribute: 'n',
      partition: 'p',
      key: 'k',
    });
    expect(await failureOf(() => record({ payload: { S: 'x' } }).decodeValue(Date))).to.include({ code: 'DECODE' });
    const notAClass = 5 as unknown as typeof Date;
    expect(await failureOf(() => record({ payload: { M: {} } }).decodeValue(notAClass))).to.include({
      code: 'INVALID_ARGUMENT',
    });
  });

  it('keeps its key out of what it fails with, when the session redacts keys', async () => {
    const pair = new KVPair(
      { ...KEYS, name: { S: 'k-secret' }, payload: { S: '?' } },
      { table: 'shop', redactKeys: true },
    );
    for (const run of [() => pair.bytesValue(), () => pair.decodeValue(Date)]) {
      expect(inspect(await failureOf(run)), 'printed').not.to.contain('k-secret');
    }
    const open = new KVPair({ ...KEYS, name: { S: 'k-secret' }, payload: { S: '?' } }, { table: 'shop' });
    expect((await failureOf(() => open.bytesValue())).message).to.contain('k-secret');
  });

  const UNREADABLE: Readonly<Record<string, Item>> = {
    'a version of text': { version: { S: '3' } },
    'a version with a fraction': { version: { N: '3.5' } },
    'an expiry of text': { expires: { S: '2000' } },
    'an expiry that is a list': { expires: { L: [] } },
  };
  for (const [what, item] of Object.entries(UNREADABLE)) {
    const attribute = Object.keys(item)[0]!;
    it(`refuses ${what}, and names the attribute`, async () => {
      const failure = await failureOf(() => record(item));
      expect(failure).to.be.instanceOf(DecodeError).and.include({ attribute, partition: 'p', key: 'k' });
    });

    it(`as the row that a refused write met, has ${what} fail when it is asked for`, () => {
      const met = metRecord({ ...KEYS, payload: { S: 'x' }, ...item }, NOW)!;
      expect(met).to.include({ partition: 'p', key: 'k' });
      expect(met.stringValue()).to.equal('x');
      expect(() => (attribute === 'version' ? met.version : met.expires)).to.throw(DecodeError);
      expect(() => inspect(met)).not.to.throw();
    });
  }

  for (const item of [undefined, null, 5, 'x', [], new Map(), { id: 'p', name: 'k' }, { ...KEYS, color: null }]) {
    it(`does not take ${JSON.stringify(item) ?? 'undefined'} for a row`, () => {
      expect(() => decodeItem(item as unknown as Item)).to.throw(InvalidArgumentError);
    });
  }

  it('tells an attribute that the SDK lost from one that is not there', () => {
    const lost = JSON.parse('{"__proto__":null}') as Item;
    Object.defineProperty(lost, '__proto__', { value: undefined, enumerable: true });
    expect(
      () => new KVPair(Object.defineProperties({ ...KEYS }, Object.getOwnPropertyDescriptors(lost))).fields,
    ).to.throw(DecodeError, /__proto__/);
    expect(record({ gone: undefined as never }).fields).to.deep.equal({});
  });

  it('takes an expired row for an absent one', () => {
    for (const see of [liveRecord, metRecord]) {
      expect(see({ ...KEYS, expires: { N: '1000' } }, NOW)).to.equal(undefined);
      expect(see(undefined, NOW)).to.equal(undefined);
      expect(see({ ...KEYS, expires: { N: '1001' } }, NOW)).to.be.instanceOf(KVPair);
    }
  });

  it('is partial when an index left out a part of it', () => {
    const throughIndex = (item: Item) => new KVPair({ ...KEYS, ...item }, { throughIndex: true }).isPartial;
    expect(throughIndex({}), 'keys only').to.equal(true);
    expect(throughIndex({ version: { N: '1' } }), 'the version and no more').to.equal(true);
    expect(throughIndex({ version: { N: '1' }, color: { S: 'red' } }), 'some fields').to.equal(true);
    expect(throughIndex({ version: { N: '1' }, payload: { S: 'x' } }), 'a whole row').to.equal(false);
    expect(throughIndex({ version: { N: '1' }, _wABCDEF: { N: '5' } }), 'a row of ours without a value').to.equal(
      false,
    );
    expect(record().isPartial, 'the row itself').to.equal(false);
  });
});
