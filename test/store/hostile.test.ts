import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { expect } from 'chai';
import {
  Entity,
  Field,
  IndexField,
  Partition,
  Session,
  SortKeyPath,
  Version,
  eq,
  merge,
  type StorePartition,
} from '../../lib/index.js';
import { createTable } from '../support/create-table.js';
import { describeOnce } from '../support/describe-once.js';
import { onEachEngine } from '../support/engines.js';
import { failureOf } from '../support/failure.js';
import { randomFrom } from '../support/random.js';
import { type RecordingClient, recordingClient } from '../support/recording-client.js';
import { SEED, scaled } from '../support/scale.js';

const NAMES = ['__proto__', 'constructor', 'then', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', 'toJSON'];
/** Written as expressions would have to be, if anyone made them of values. */
const INJECTIONS = [
  '#0',
  ':0',
  '#0 OR attribute_exists(#0)',
  'SET #0 = :0',
  ') OR (1 = 1',
  'a.b[0]',
  "'; --",
  '${x}',
  '{{x}}',
  '%00',
  '\u0000',
  '\u202e',
  'ﷺ'.repeat(20),
];

@Entity('orders')
@Partition('tenant/{tenant}')
@SortKeyPath('order/{order}')
class Order {
  tenant!: string;
  order!: string;
  note = '';
  @Field() data?: Record<string, unknown>;
  @IndexField('channel') channel?: string;
  @Version() version?: number;
}

/** An object with one property of any name, as JSON makes it. */
const own = (name: string, value: unknown): Record<string, unknown> =>
  JSON.parse(`{ ${JSON.stringify(name)}: ${JSON.stringify(value)} }`) as Record<string, unknown>;

describeOnce('hostile input', () => {
  onEachEngine((engine) => {
    let recorder: RecordingClient;
    let rows: StorePartition;
    let session: Session;
    before(async () => {
      recorder = recordingClient(engine.clientConfig);
      const table = await createTable(engine.client);
      session = new Session(recorder.client, { tableName: () => table });
      rows = session.table('any').partition('p');
    });
    beforeEach(() => void recorder.take());
    after(() => recorder.client.destroy());

    for (const name of NAMES) {
      // dynalite is a program of JavaScript itself, and loses it.
      if (name === '__proto__' && engine.name === 'dynalite') continue;
      it(`'${name}' is an attribute like any other, at every depth`, async () => {
        const deep = (depth: number): AttributeValue =>
          depth === 0 ? { S: 'x' } : { M: own(name, deep(depth - 1)) as Record<string, AttributeValue> };
        const value = { M: { ...own(name, { S: 'x' }), list: { L: [deep(3)] } } as Record<string, AttributeValue> };
        const fields = own(name, { S: 'field' }) as Record<string, AttributeValue>;
        const put = await rows.put(`name-${name}`, { value, fields });
        const read = await rows.get(`name-${name}`, { consistent: true });
        const [listed] = await rows.list(`name-${name}`, { consistent: true }).toArray();
        for (const pair of [put, read, listed!]) {
          expect(pair.fields).to.deep.equal(fields);
          expect(pair.value).to.deep.equal(value);
          const decoded = pair.decodeValue<Record<string, unknown>>();
          expect(Object.getPrototypeOf(decoded)).to.equal(Object.prototype);
          expect(Object.getOwnPropertyDescriptor(decoded, name)?.value).to.equal('x');
        }
        expect(({} as Record<string, unknown>)['x']).to.equal(undefined);
      });

      it(`'${name}' is a property like any other in data of an entity`, async () => {
        const orders = session.repository(Order);
        const data = own(name, own(name, 'x'));
        const order = Object.assign(new Order(), { tenant: 't', order: `name-${name}`, data });
        await orders.create(order);
        const key = { tenant: 't', order: `name-${name}` };
        const read = await orders.get(key, { consistent: true });
        expect(JSON.stringify(read.data)).to.equal(JSON.stringify(data));
        expect(Object.getPrototypeOf(read.data)).to.equal(Object.prototype);
        const patched = await orders.patch(key, { data: merge(own(name, 'y')) });
        expect(JSON.stringify(patched.data)).to.equal(JSON.stringify(own(name, 'y')));
        const updated = await orders.update(key, (draft) => void (draft.data = { ...data }));
        expect(JSON.stringify(updated.data)).to.equal(JSON.stringify(data));
      });
    }

    it('goes into no expression: names and values stand behind placeholders', async () => {
      for (const text of INJECTIONS) {
        const key = `injection ${text}`;
        const field = { [text]: { S: text } };
        const pair = await rows.put(key, { value: text, fields: field });
        await rows.atomicPut(key, { value: text, fields: field, previous: pair });
        await rows.list(`injection ${text}`).toArray();
        const orders = session.repository(Order);
        await orders.put(Object.assign(new Order(), { tenant: 't', order: text, note: text, data: { [text]: text } }));
        await orders.patch({ tenant: 't', order: text }, { data: merge({ [text]: 'y' }) }, { if: { note: eq(text) } });
        const found = await orders.list({ tenant: 't' }, { where: { note: eq(text) }, consistent: true }).toArray();
        expect(found.map(({ order }) => order)).to.deep.equal([text]);
      }
      const expressions = recorder.requests.flatMap(({ input }) =>
        Object.entries(input).flatMap(([name, text]) => (/Expression$/.test(name) ? [text as string] : [])),
      );
      expect(expressions.length).to.be.above(INJECTIONS.length * 3);
      const words =
        /^(?:[#:]\d+|SET|ADD|REMOVE|DELETE|AND|OR|NOT|BETWEEN|attribute_(?:not_)?exists|attribute_type|begins_with|if_not_exists|list_append|[=<>(),.+]|<=|>=|<>|\s)+$/;
      for (const expression of expressions) expect(expression).to.match(words);
    });

    it('crosses no tenant, whatever is in an id', async () => {
      const random = randomFrom(SEED);
      const parts = [
        'a',
        'b',
        '/',
        '#',
        '%',
        '%2F',
        '..',
        'order',
        'tenant',
        ':',
        '|',
        ' ',
        'é',
        '\u{1f600}',
        '*',
        '?',
      ];
      const hostile = () =>
        Array.from({ length: 1 + random() * 5 }, () => parts[Math.floor(random() * parts.length)]).join('');
      const pairs = new Map<string, { tenant: string; order: string }>();
      while (pairs.size < scaled(1000)) {
        const pair = { tenant: hostile(), order: hostile() };
        pairs.set(JSON.stringify(pair), pair);
      }
      const given = [...pairs.values()];
      const orders = session.repository(Order);
      await orders.putMany(given.map((pair) => Object.assign(new Order(), pair, { note: JSON.stringify(pair) })));
      for (const tenant of new Set(given.map((pair) => pair.tenant))) {
        const found = await orders.list({ tenant }, { consistent: true }).toArray();
        const mine = given.filter((pair) => pair.tenant === tenant).map((pair) => JSON.stringify(pair));
        expect(found.map(({ note }) => note).sort()).to.deep.equal(mine.sort());
      }
    });

    it('is refused before anything is sent where it cannot be kept as it is', async () => {
      const orders = session.repository(Order);
      const order = (data: unknown) => Object.assign(new Order(), { tenant: 't', order: 'o', data: { data } });
      const bad: Readonly<Record<string, () => unknown>> = {
        NaN: () => orders.put(order(NaN)),
        Infinity: () => orders.put(order(Infinity)),
        '1e126': () => orders.put(order(1e126)),
        'half of a surrogate pair': () => orders.put(order('\ud800')),
        'half of a surrogate pair in a name': () => orders.put(order({ '\udc00': 1 })),
        'half of a surrogate pair in a key': () => rows.put('\ud800'),
        'half of a surrogate pair in a partition': () => session.table('any').partition('\udfff'),
        'a number of 39 digits': () => rows.put('k', { value: { N: '1'.repeat(39) } }),
        'a number that is no number': () => rows.put('k', { value: { N: '1; DROP' } }),
        '33 levels': () => rows.put('k', { value: nested(32) }),
      };
      for (const [what, run] of Object.entries(bad)) {
        expect(await failureOf(run), what).to.have.property('code', 'INVALID_ARGUMENT');
      }
      expect(recorder.requests).to.deep.equal([]);
    });

    it('comes back as it was where it can be kept: numbers of 38 digits, great ones, and minus zero as zero', async () => {
      for (const number of [
        '12345678901234567890123456789012345678',
        '9007199254740993',
        '-0.00000000000000000000000000001',
      ]) {
        const pair = await rows.put('number', { value: { N: number } });
        expect(pair.value).to.deep.equal({ N: number });
        expect((await rows.get('number', { consistent: true })).value).to.deep.equal({ N: number });
      }
      const orders = session.repository(Order);
      for (const [number, kept] of [
        [1e125, 1e125],
        [-0, 0],
        [2 ** 53 + 2, 2 ** 53 + 2],
        [5e-130, 5e-130],
      ] as const) {
        const order = Object.assign(new Order(), { tenant: 't', order: 'number', data: { number } });
        await orders.put(order);
        expect((await orders.get({ tenant: 't', order: 'number' }, { consistent: true })).data).to.deep.equal({
          number: kept,
        });
      }
    });

    it('keeps values in 32 levels, marks and all', async () => {
      const pair = await rows.put('deep', { value: nested(31) });
      expect((await rows.get('deep', { consistent: true })).value).to.deep.equal(pair.value);
    });

    it('keeps rows of nearly 400 KB, and says of greater ones that they are too large', async () => {
      const large = 'x'.repeat(409_600 - 200);
      const pair = await rows.put('large', { value: large });
      expect((await rows.atomicPut('large', { value: large, previous: pair })).version).to.equal(2);
      const run = () => rows.put('large', { value: 'x'.repeat(409_600) });
      expect(await failureOf(run)).to.include({ code: 'ITEM_TOO_LARGE', retryable: false });
    });
  });
});

/** A text in so many maps in one another: with the text one level more. */
function nested(levels: number): AttributeValue {
  return levels === 0 ? { S: 'x' } : { M: { m: nested(levels - 1) } };
}
