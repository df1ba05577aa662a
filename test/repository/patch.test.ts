import { randomUUID } from 'node:crypto';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { expect } from 'chai';
import {
  KeyModifiedError,
  KeyNotFoundError,
  type Repository,
  Session,
  add,
  addToSet,
  and,
  append,
  beginsWith,
  between,
  contains,
  deleteFromSet,
  eq,
  exists,
  absent,
  gt,
  gte,
  lt,
  lte,
  merge,
  ne,
  not,
  oneOf,
  or,
  prepend,
  remove,
  size,
} from '../../lib/index.js';
import type { Item } from '../../lib/record/layout.js';
import { createTable } from '../support/create-table.js';
import { describeOnce } from '../support/describe-once.js';
import { onEachEngine } from '../support/engines.js';
import { failureOf } from '../support/failure.js';
import { stubClient } from '../support/stub-client.js';
import { START_MS } from '../support/stopped-clock.js';
import { Address, Geo, JsonThing, type PatchStage, Thing, layRow, openPatchStage, rowOf } from './patch-case.js';

const NOW = new Date(START_MS).toISOString();
const NULL = { NULL: true } as const;

/** What is stored, the patch, and what is stored then; how many writes it takes where that is not one. */
type Case = readonly [what: string, stored: Item, changes: object, then: Item, writes?: number];

const CASES: readonly Case[] = [
  ['a new value where one is', { count: { N: '1' } }, { count: 2 }, { count: { N: '2' } }],
  ['a new value where none is', {}, { count: 2 }, { count: { N: '2' } }],
  ['a new value over null', { count: NULL }, { count: 2 }, { count: { N: '2' } }],
  ['null', { count: { N: '1' } }, { count: null }, { count: NULL }],
  [
    'undefined, which changes nothing',
    { count: { N: '1' } },
    { count: undefined, text: 'x' },
    { count: { N: '1' }, t: { S: 'x' } },
  ],
  ['nothing at all', { count: { N: '1' } }, {}, { count: { N: '1' } }],
  ['remove()', { count: { N: '1' } }, { count: remove() }, {}],
  ['remove() of what is not there', {}, { count: remove() }, {}],
  ['remove() of null', { count: NULL }, { count: remove() }, {}],
  ['a value under the name of its attribute', { t: { S: 'a' } }, { text: 'b' }, { t: { S: 'b' } }],
  [
    'a value that the class does not declare',
    {},
    { other: { deep: [1] } },
    { other: { M: { deep: { L: [{ N: '1' }] } } } },
  ],
  [
    'a property called __proto__',
    {},
    JSON.parse('{"__proto__":"x"}') as object,
    JSON.parse('{"__proto__":{"S":"x"}}') as Item,
  ],
  ['add to a number', { count: { N: '1.5' } }, { count: add(0.1) }, { count: { N: '1.6' } }],
  ['add to nothing', {}, { count: add(-2) }, { count: { N: '-2' } }],
  ['add to null', { count: NULL }, { count: add(3) }, { count: { N: '3' } }, 2],
  ['add beyond 2^53', { great: { N: '9007199254740993' } }, { great: add(2n) }, { great: { N: '9007199254740995' } }],
  [
    'append to a list',
    { list: { L: [{ S: 'a' }] } },
    { list: append('b', 'c') },
    { list: { L: [{ S: 'a' }, { S: 'b' }, { S: 'c' }] } },
  ],
  ['append to nothing', {}, { list: append('b') }, { list: { L: [{ S: 'b' }] } }],
  ['append to null', { list: NULL }, { list: append('b') }, { list: { L: [{ S: 'b' }] } }, 2],
  ['append of nothing', {}, { list: append() }, { list: { L: [] } }],
  [
    'prepend to a list',
    { list: { L: [{ S: 'c' }] } },
    { list: prepend('a', 'b') },
    { list: { L: [{ S: 'a' }, { S: 'b' }, { S: 'c' }] } },
  ],
  ['prepend to nothing', {}, { list: prepend('b') }, { list: { L: [{ S: 'b' }] } }],
  ['prepend to null', { list: NULL }, { list: prepend('b') }, { list: { L: [{ S: 'b' }] } }, 2],
  ['addToSet to a set', { tags: { SS: ['a'] } }, { tags: addToSet('a', 'b') }, { tags: { SS: ['a', 'b'] } }],
  ['addToSet to nothing', {}, { tags: addToSet('b') }, { tags: { SS: ['b'] } }],
  ['addToSet to null', { tags: NULL }, { tags: addToSet('b') }, { tags: { SS: ['b'] } }, 2],
  ['addToSet of numbers', { sizes: { NS: ['1'] } }, { sizes: addToSet(2) }, { sizes: { NS: ['1', '2'] } }],
  ['deleteFromSet', { tags: { SS: ['a', 'b'] } }, { tags: deleteFromSet('b', 'c') }, { tags: { SS: ['a'] } }],
  ['deleteFromSet of the last', { tags: { SS: ['a'] } }, { tags: deleteFromSet('a') }, {}],
  ['deleteFromSet of nothing', {}, { tags: deleteFromSet('a') }, {}],
  ['deleteFromSet of null', { tags: NULL }, { tags: deleteFromSet('a') }, {}, 2],
  ['an empty set, which is absent', { tags: { SS: ['a'] } }, { tags: new Set() }, {}],
  [
    'a date and bytes',
    {},
    { when: new Date(0), bytes: Uint8Array.of(1) },
    { when: { S: '1970-01-01T00:00:00.000Z' }, bytes: { B: Uint8Array.of(1) } },
  ],
  [
    'a plain object, which replaces',
    { address: { M: { city: { S: 'x' }, other: { S: 'y' } } } },
    { address: { city: 'z' } },
    { address: { M: { city: { S: 'z' } } } },
  ],
  [
    'merge into an object',
    { address: { M: { city: { S: 'x' }, other: { S: 'y' } } } },
    { address: merge({ city: 'z' }) },
    { address: { M: { city: { S: 'z' }, other: { S: 'y' } } } },
  ],
  [
    'merge that removes',
    { address: { M: { city: { S: 'x' }, other: { S: 'y' } } } },
    { address: merge({ city: remove() }) },
    { address: { M: { other: { S: 'y' } } } },
  ],
  [
    'merge of null',
    { address: { M: { city: { S: 'x' } } } },
    { address: merge({ city: null }) },
    { address: { M: { city: NULL } } },
  ],
  ['merge into nothing', {}, { address: merge({ city: 'z' }) }, { address: { M: { city: { S: 'z' } } } }, 2],
  [
    'merge into null',
    { address: NULL },
    { address: merge({ city: 'z' }) },
    { address: { M: { city: { S: 'z' } } } },
    2,
  ],
  ['merge of undefined into nothing', {}, { address: merge({ city: undefined }) }, { address: { M: {} } }, 2],
  [
    'merge within merge',
    { address: { M: { geo: { M: { hits: { N: '1' }, label: { S: 'l' } } } } } },
    { address: merge({ geo: merge({ hits: add(1) }) }) },
    { address: { M: { geo: { M: { hits: { N: '2' }, label: { S: 'l' } } } } } },
  ],
  [
    'merge within merge, the inner one missing',
    { address: { M: { city: { S: 'x' } } } },
    { address: merge({ geo: merge({ hits: add(1) }) }) },
    { address: { M: { city: { S: 'x' }, geo: { M: { hits: { N: '1' } } } } } },
    2,
  ],
  [
    'merge within merge, both missing',
    {},
    { address: merge({ city: 'c', geo: merge({ hits: add(1) }) }) },
    { address: { M: { city: { S: 'c' }, geo: { M: { hits: { N: '1' } } } } } },
    2,
  ],
  [
    'add to null within merge',
    { address: { M: { geo: { M: { hits: NULL } } } } },
    { address: merge({ geo: merge({ hits: add(7) }) }) },
    { address: { M: { geo: { M: { hits: { N: '7' } } } } } },
    2,
  ],
  [
    'append within merge, the parent missing',
    {},
    { address: merge({ lines: append('l') }) },
    { address: { M: { lines: { L: [{ S: 'l' }] } } } },
    2,
  ],
  [
    'merge into a Map',
    { data: { M: { a: { N: '1' } } } },
    { data: merge({ b: 2, a: remove() }) },
    { data: { M: { b: { N: '2' } } } },
  ],
  ['merge into a Map that is missing', {}, { data: merge({ b: 2 }) }, { data: { M: { b: { N: '2' } } } }, 2],
  [
    'several changes at once',
    { count: { N: '1' }, list: { L: [] }, t: { S: 'x' } },
    { count: add(1), list: append('a'), text: remove(), tags: addToSet('t') },
    { count: { N: '2' }, list: { L: [{ S: 'a' }] }, tags: { SS: ['t'] } },
  ],
];

/** Changes that what is stored cannot take. */
const WRONG: readonly (readonly [what: string, stored: Item, changes: object])[] = [
  ['add to text', { other: { S: 'x' } }, { other: add(1) }],
  ['add to a list', { count: { L: [] } }, { count: add(1) }],
  ['append to text', { list: { S: 'x' } }, { list: append('b') }],
  ['append to a set', { list: { SS: ['x'] } }, { list: append('b') }],
  ['addToSet of texts to numbers', { sizes: { NS: ['1'] } }, { sizes: addToSet('x') }],
  ['deleteFromSet from a list', { tags: { L: [] } }, { tags: deleteFromSet('x') }],
  ['merge into text', { address: { S: 'x' } }, { address: merge({ city: 'x' }) }],
  ['merge into a list', { address: { L: [] } }, { address: merge({ city: 'x' }) }],
  ['add to text within merge', { address: { M: { city: { S: 'x' } } } }, { address: merge({ city: add(1) }) }],
];

/** Patches that no row could take: nothing is sent for them. */
const REFUSED: readonly (readonly [what: string, changes: unknown, options?: object])[] = [
  ['no object', 'text'],
  ['a list', []],
  ['a Map', new Map([['count', 1]])],
  ['a Set', new Set(['count'])],
  ['a Date', new Date()],
  ['a Promise', Promise.resolve({ count: 1 })],
  ['null', null],
  ['a part of the key', { id: 'other' }],
  ['remove() of a part of the key', { tenant: remove() }],
  ['the version', { version: 3 }],
  ['text where a number is declared', { count: '3' }],
  ['NaN', { count: NaN }],
  ['an Invalid Date', { when: new Date(NaN) }],
  ['an undeclared Date', { other: new Date() }],
  ['an undeclared class', { other: new Geo() }],
  ['add of text', { count: add('1' as unknown as number) }],
  ['add of NaN', { count: add(NaN) }],
  ['append of another type', { list: append(1) }],
  ['addToSet of nothing', { tags: addToSet() }],
  ['addToSet of a list', { tags: addToSet(['x']) }],
  ['deleteFromSet of several types', { tags: deleteFromSet<string | number>('x', 1) }],
  ['merge of text', { address: merge('x') }],
  ['merge of a wrong type', { address: merge({ city: 'c', geo: 'x' }) }],
  ['a condition in place of a value', { text: eq('x') }],
  ['a condition within merge', { address: merge({ city: eq('x') }) }],
  ['a condition in place of an undeclared value', { other: eq('x') }],
  ['an expiry in the past', { expiresAt: new Date(START_MS - 5000) }],
  ['an expiry that is no Date', { expiresAt: 17 }],
  ['add to the expiry', { expiresAt: add(1) }],
  ['an unknown option', { count: 1 }, { iff: {} }],
  ['an if that is no object', { count: 1 }, { if: 'x' }],
  ['an if of null', { count: 1 }, { if: null }],
  ['an if with undefined in an operator', { count: 1 }, { if: { count: eq(undefined as unknown as number) } }],
  ['an if of a wrong type', { count: 1 }, { if: { count: 'x' } }],
  ['an empty or', { count: 1 }, { if: or() }],
  ['no number of attempts', { count: 1 }, { conflictRetry: { maxAttempts: 'x' } }],
  ['an unknown option of conflictRetry', { count: 1 }, { conflictRetry: { maxAttemps: 3 } }],
  ['a conflictRetry that is null', { count: 1 }, { conflictRetry: null }],
  ['an if with a change', { count: 1 }, { if: { count: add(1) } }],
];

/** A property that the class does not declare. */
const OTHER: object = { other: 1 };

const FULL: Item = {
  count: { N: '5' },
  t: { S: 'hello' },
  list: { L: [{ S: 'a' }, { S: 'b' }] },
  tags: { SS: ['x', 'y'] },
  when: { S: '2026-01-01T00:00:00.000Z' },
  bytes: { B: Uint8Array.of(1, 2) },
  address: { M: { city: { S: 'Rome' }, geo: { M: { hits: { N: '1' } } } } },
};
/** Conditions that hold of the row above, each with one of its kind that does not. */
const CONDITIONS: readonly (readonly [what: string, holds: object, fails: object])[] = [
  ['a value', { count: 5 }, { count: 6 }],
  ['eq', { text: eq('hello') }, { text: eq('hell') }],
  ['ne', { text: ne('x') }, { text: ne('hello') }],
  ['lt', { count: lt(6) }, { count: lt(5) }],
  ['lte', { count: lte(5) }, { count: lte(4) }],
  ['gt', { when: gt(new Date(0)) }, { when: gt(new Date('2026-01-01')) }],
  ['gte', { when: gte(new Date('2026-01-01')) }, { when: gte(new Date('2026-01-02')) }],
  ['between', { count: between(5, 7) }, { count: between(6, 7) }],
  ['beginsWith', { text: beginsWith('he') }, { text: beginsWith('el') }],
  ['contains in text', { text: contains('ell') }, { text: contains('elx') }],
  ['contains in a list', { list: contains('b') }, { list: contains('c') }],
  ['contains in a set', { tags: contains('y') }, { tags: contains('z') }],
  ['oneOf', { count: oneOf(1, 5) }, { count: oneOf(1, 4) }],
  ['exists', { count: exists() }, { great: exists() }],
  ['absent', { great: absent() }, { count: absent() }],
  ['size of text', { text: size(5) }, { text: size(4) }],
  ['size of a list', { list: size(gte(2)) }, { list: size(gt(2)) }],
  ['size of bytes', { bytes: size(between(1, 2)) }, { bytes: size(oneOf(0, 1)) }],
  ['and', { count: and(gt(4), lt(6)) }, { count: and(gt(4), lt(5)) }],
  ['or', or({ count: 1 }, { text: 'hello' }), or({ count: 1 }, { text: 'x' })],
  ['not', { count: not(eq(1)) }, { count: not(eq(5)) }],
  ['not of a whole condition', not({ count: 1 }), not({ count: 5 })],
  ['a nested object', { address: { city: 'Rome', geo: { hits: 1 } } }, { address: { city: 'Rome', geo: { hits: 2 } } }],
  ['the version', { version: 4 }, { version: 3 }],
  ['an operator on the version', { version: gte(4) }, { version: gt(4) }],
  ['the expiry', { expiresAt: gt(new Date(START_MS)) }, { expiresAt: lt(new Date(START_MS)) }],
  ['a Date', { when: new Date('2026-01-01') }, { when: new Date('2026-01-03') }],
  ['bytes', { bytes: Uint8Array.of(1, 2) }, { bytes: Uint8Array.of(1) }],
  ['a list', { list: ['a', 'b'] }, { list: ['b', 'a'] }],
  ['a set', { tags: new Set(['y', 'x']) }, { tags: new Set(['x']) }],
];

describeOnce('repository/patch', () => {
  describe('refuses before anything is sent', () => {
    const client = stubClient(() => {
      throw new Error('Nothing was to be sent.');
    });
    const NAMELESS: typeof REFUSED = [
      ['an empty name', { '': 1 }],
      ['an empty name within merge', { address: merge({ '': 1 }) }],
    ];
    for (const [what, changes, options] of [...REFUSED, ...NAMELESS]) {
      const isNameless = NAMELESS.some(([each]) => each === what);
      // JSON text has members without a name.
      for (const Class of isNameless ? [Thing] : [Thing, JsonThing]) {
        it(`${what} (${Class.name})`, async () => {
          const repository = new Session(client).repository(Class) as Repository<Thing>;
          const run = () => repository.patch({ tenant: 'acme', id: '1' }, changes as object, options);
          expect(await failureOf(run)).to.include({ code: 'INVALID_ARGUMENT', entity: Class.name, operation: 'Patch' });
        });
      }
    }
  });

  onEachEngine((engine) => {
    let stage: PatchStage;
    let things: Repository<Thing>;
    let id: string;
    before(async () => (stage = openPatchStage(engine, await createTable(engine.client))));
    beforeEach(() => {
      things = stage.session.repository(Thing);
      id = randomUUID();
    });
    const keyOf = () => ({ tenant: 'acme', id });
    const keyMembers = (): Item => ({ tenant: { S: 'acme' }, id: { S: id } });

    describe('writes', () => {
      for (const [what, stored, changes, then, writes = 1] of CASES) {
        it(what, async () => {
          const fields = { channel: { S: 'web' }, expires: { N: '4102444800' } };
          await layRow(stage, id, { M: { ...keyMembers(), ...stored } }, fields);
          stage.commands();
          const patched = await things.patch(keyOf(), changes);
          expect(stage.commands()).to.deep.equal(Array.from({ length: writes }, () => 'UpdateItem'));
          const row = await rowOf(stage, id);
          expect(row).to.deep.equal({
            id: { S: 'thing/acme' },
            name: { S: id },
            version: { N: '5' },
            ...fields,
            payload: { M: { ...keyMembers(), ...then, updatedAt: { S: NOW } } },
          });
          expect(patched)
            .to.be.instanceOf(Thing)
            .and.to.deep.equal(await things.get(keyOf()));
          expect(patched.version).to.equal(5);
        });

        // Once is enough: it is the library that makes the changes there.
        if (engine.name !== 'dynalite' || Object.hasOwn(changes, '__proto__')) continue;
        it(`${what}, the same in a payload of JSON text`, async () => {
          const {
            address,
            tags = new Set(),
            sizes = new Set(),
          } = await things.get(await lay(stored)).then((entity) => entity);
          const jsons = stage.session.repository(JsonThing);
          const source = await things.get(keyOf());
          const twin = Object.assign(new JsonThing(), source, { address, tags, sizes, version: undefined });
          await jsons.put(twin);
          stage.commands();
          const patched = await jsons.patch(keyOf(), changes);
          expect(stage.commands()).to.deep.equal(['GetItem', 'UpdateItem']);
          const { version: _, ...expected } = { ...(await things.patch(keyOf(), changes)) };
          const { version, ...got } = patched;
          expect(version).to.equal(2);
          const plain = (entity: object) =>
            Object.fromEntries(Object.entries(entity).filter(([, value]) => value !== undefined && value !== null));
          expect(plain(got)).to.deep.equal(plain(expected));
        });
      }

      async function lay(stored: Item) {
        await layRow(stage, id, { M: { ...keyMembers(), ...stored } });
        return keyOf();
      }

      it('makes the payload of a row that has none', async () => {
        await layRow(stage, id, NULL);
        expect(await things.patch(keyOf(), { count: add(1) })).to.include({ count: 1, id, version: 5 });
        expect((await rowOf(stage, id))!['payload']).to.deep.equal({ M: { count: { N: '1' }, updatedAt: { S: NOW } } });
      });

      it('counts up the version of a row without one', async () => {
        const Item = { version: { S: 'none' } };
        await layRow(stage, id, { M: keyMembers() }, Item);
        expect(await failureOf(() => things.patch(keyOf(), { count: 1 }))).to.have.property('code');
      });

      it('rewrites a payload of JSON text as a map', async () => {
        await layRow(stage, id, { S: JSON.stringify({ tenant: 'acme', id, count: 4, other: [1] }) });
        expect(await things.patch(keyOf(), { count: add(1) })).to.deep.include({ count: 5, other: [1], version: 5 });
        expect((await rowOf(stage, id))!['payload']).to.deep.equal({
          M: { ...keyMembers(), count: { N: '5' }, other: { L: [{ N: '1' }] }, updatedAt: { S: NOW } },
        });
      });

      it('refuses where a condition would have to look into JSON text, and not where it looks beside it', async () => {
        await layRow(stage, id, { S: JSON.stringify({ tenant: 'acme', id, text: 'there' }) });
        for (const condition of [{ great: absent() }, { text: absent() }, not<object>({ count: 1 })] as object[]) {
          const failure = await failureOf(() => things.patch(keyOf(), { count: 1 }, { if: condition }));
          expect(failure).to.be.instanceOf(KeyModifiedError);
        }
        expect((await rowOf(stage, id))!['version']).to.deep.equal({ N: '4' });
        expect(await things.patch(keyOf(), { count: 1 }, { if: { version: 4 } })).to.include({ count: 1, version: 5 });
      });

      it('takes an instance as the key', async () => {
        await lay({});
        const thing = await things.get(keyOf());
        expect(await things.patch(thing, { count: 3 })).to.not.equal(thing);
        expect(thing.count).to.equal(undefined);
      });

      it('lets 20 patches of one row all take effect', async () => {
        await lay({});
        await Promise.all(Array.from({ length: 20 }, () => things.patch(keyOf(), { count: add(1) })));
        expect(await things.get(keyOf())).to.include({ count: 20, version: 24 });
      });

      it('lets 10 patches of a missing object of 10 sessions all take effect', async () => {
        await lay({});
        const sessions = Array.from({ length: 10 }, () => openPatchStage(engine, stage.table).session);
        const hit = (session: PatchStage['session']) =>
          session.repository(Thing).patch(keyOf(), { address: merge({ geo: merge({ hits: add(1) }) }) });
        await Promise.all(sessions.map(hit));
        expect((await things.get(keyOf(), { consistent: true })).address!.geo!.hits).to.equal(10);
      });
    });

    describe('the expiry', () => {
      const before = 4102444800;
      beforeEach(() => layRow(stage, id, { M: keyMembers() }, { expires: { N: String(before) } }));
      const stored = async () => (await rowOf(stage, id))!['expires']?.N;

      it('stays when it is not named', async () => {
        expect((await things.patch(keyOf(), { count: 1 })).expiresAt).to.deep.equal(new Date(before * 1000));
        expect(await stored()).to.equal(String(before));
      });
      it('becomes a new one, in whole seconds', async () => {
        expect((await things.patch(keyOf(), { expiresAt: new Date(START_MS + 60_500) })).expiresAt).to.deep.equal(
          new Date(Math.floor((START_MS + 60_500) / 1000) * 1000),
        );
      });
      it('goes by null', async () => {
        expect((await things.patch(keyOf(), { expiresAt: null })).expiresAt).to.equal(undefined);
        expect(await stored()).to.equal(undefined);
      });
      it('goes by remove()', async () => {
        await things.patch(keyOf(), { expiresAt: remove() });
        expect(await stored()).to.equal(undefined);
      });
      for (const [what, change, then] of [
        ['a new one', new Date(4102444900_000), '4102444900'],
        ['null', null, undefined],
        ['remove()', remove(), undefined],
      ] as const) {
        it(`changes by ${what} in a payload of JSON text, too`, async () => {
          const jsons = stage.session.repository(JsonThing);
          await jsons.put(Object.assign(new JsonThing(), keyOf(), { expiresAt: new Date(before * 1000) }));
          await jsons.patch(keyOf(), { expiresAt: change });
          expect((await rowOf(stage, id, 'json/acme'))!['expires']?.N).to.equal(then);
        });
      }
    });

    describe('with if', () => {
      const expires = { N: '4102444800' };
      for (const [what, holds, fails] of CONDITIONS) {
        it(`writes where ${what} holds, and not where it fails`, async () => {
          // dynalite compares no lists.
          if (what === 'a list' && engine.name === 'dynalite') return;
          await layRow(stage, id, { M: { ...keyMembers(), ...FULL } }, { expires });
          stage.commands();
          const failure = await failureOf(() => things.patch(keyOf(), OTHER, { if: fails }));
          expect(failure).to.be.instanceOf(KeyModifiedError);
          expect(failure['current']).to.be.instanceOf(Thing).and.to.include({ count: 5, version: 4 });
          expect(Object.keys(failure)).to.not.include('current');
          expect(await things.patch(keyOf(), OTHER, { if: holds })).to.include({ other: 1, version: 5 });
          expect(stage.commands()).to.deep.equal(['UpdateItem', 'UpdateItem']);
        });
      }

      it('refuses, and makes nothing, where an object that the patch needs is missing, too', async () => {
        await layRow(stage, id, { M: keyMembers() });
        const failure = await failureOf(() =>
          things.patch(keyOf(), { address: merge({ city: 'x' }) }, { if: { count: 1 } }),
        );
        expect(failure).to.be.instanceOf(KeyModifiedError);
        expect((await rowOf(stage, id))!['version']).to.deep.equal({ N: '4' });
      });

      it('refuses after one read in a payload of JSON text, and is not tried again', async () => {
        const jsons = stage.session.repository(JsonThing);
        await jsons.put(Object.assign(new JsonThing(), keyOf(), { count: 1 }));
        stage.commands();
        const failure = await failureOf(() => jsons.patch(keyOf(), { count: 2 }, { if: { version: 7 } }));
        expect(failure).to.be.instanceOf(KeyModifiedError);
        expect(failure['current']).to.be.instanceOf(JsonThing).and.to.include({ count: 1 });
        expect(stage.commands()).to.deep.equal(['GetItem', 'UpdateItem']);
        expect(await jsons.patch(keyOf(), { count: 2 }, { if: { version: 1 } })).to.include({ count: 2, version: 2 });
      });

      it('refuses properties within a payload of JSON text before anything is sent', async () => {
        const jsons = stage.session.repository(JsonThing);
        stage.commands();
        const failure = await failureOf(() => jsons.patch(keyOf(), { count: 2 }, { if: { count: 7 } }));
        expect(failure).to.include({ code: 'INVALID_ARGUMENT' });
        expect(stage.commands()).to.deep.equal([]);
      });
    });

    describe('refuses', () => {
      for (const [what, stored, changes] of WRONG) {
        it(`${what} by an error that names the attribute, and changes nothing`, async () => {
          const payload: AttributeValue = { M: { ...keyMembers(), ...stored } };
          await layRow(stage, id, payload);
          const failure = await failureOf(() => things.patch(keyOf(), changes));
          expect(failure).to.include({ code: 'DECODE', operation: 'Patch', key: id });
          expect(failure['attribute']).to.match(/^payload\./);
          expect(failure.message).to.not.contain('Rome');
          expect((await rowOf(stage, id))!['payload']).to.deep.equal(payload);
        });
      }

      for (const Class of [Thing, JsonThing]) {
        it(`a row that is absent (${Class.name}): never a ghost`, async () => {
          const repository = stage.session.repository(Class) as Repository<Thing>;
          stage.commands();
          for (const changes of [
            { count: 1 },
            { address: merge<object>({ city: 'x' }) },
            { expiresAt: null },
            {},
          ] as object[]) {
            const failure = await failureOf(() => repository.patch(keyOf(), changes));
            expect(failure).to.be.instanceOf(KeyNotFoundError).and.to.include({ entity: Class.name, key: id });
          }
          const partition = Class === Thing ? 'thing/acme' : 'json/acme';
          expect(await rowOf(stage, id, partition)).to.equal(undefined);
          if (Class === Thing)
            expect(stage.commands()).to.deep.equal(['UpdateItem', 'UpdateItem', 'UpdateItem', 'UpdateItem']);
        });

        it(`a row that is expired (${Class.name}), and leaves it as it is`, async () => {
          const repository = stage.session.repository(Class) as Repository<Thing>;
          const expires = { N: String(Math.floor(START_MS / 1000)) };
          const partition = Class === Thing ? 'thing/acme' : 'json/acme';
          const payload: AttributeValue = Class === Thing ? { M: keyMembers() } : { S: '{}' };
          await layRow(stage, id, payload, { expires, id: { S: partition } });
          for (const options of [{}, { if: { version: 4 } }]) {
            const failure = await failureOf(() => repository.patch(keyOf(), { count: 1 }, options));
            expect(failure).to.be.instanceOf(KeyNotFoundError);
          }
          expect((await rowOf(stage, id, partition))!['version']).to.deep.equal({ N: '4' });
        });
      }
    });

    it('tells that it took effect where the row that it left cannot be read', async () => {
      await layRow(stage, id, { M: { ...keyMembers(), count: { N: String(Number.MAX_SAFE_INTEGER) } } });
      const failure = await failureOf(() => things.patch(keyOf(), { count: add(2) }));
      expect(failure).to.include({ code: 'DECODE', operation: 'Patch', entity: 'Thing', key: id, attribute: 'count' });
      expect(failure.message).to.include('The write took effect').and.include('Writing again would write twice');
      expect((await rowOf(stage, id))!['payload']!.M!['count']).to.deep.equal({ N: '9007199254740993' });
    });

    it('makes the same of nested classes as they are read', async () => {
      await layRow(stage, id, { M: keyMembers() });
      const { address } = await things.patch(keyOf(), { address: merge({ geo: merge({ hits: add(1) }) }) });
      expect(address).to.be.instanceOf(Address);
      expect(address!.geo).to.be.instanceOf(Geo);
    });
  });
});
