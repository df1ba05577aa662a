import { expect } from 'chai';
import fc from 'fast-check';
import type { KVPair } from '../../lib/index.js';
import { failureOf } from '../support/failure.js';
import { Command, type Model, type Real, asFound, client, expectModified, withoutUndefined } from './model.js';

const rowKey = fc.constantFrom('a', 'ab');
const text = fc.string({ maxLength: 5 });
const ttl = fc.constantFrom(undefined, 'never' as const, 5, 10);

const ofPair = (pair: KVPair) => ({
  version: pair.version,
  data: withoutUndefined({ value: pair.value?.S, color: pair.fields['color']?.S }),
  until: pair.expires,
});

/** The calls of the store. */
export const STORE = [
  fc
    .record({ client, key: rowKey, value: text, color: fc.option(text, { nil: undefined }), ttl })
    .map((given) => new Command(`put ${JSON.stringify(given)}`, (model, real) => put(model, real, given))),
  fc
    .record({ client, key: rowKey, value: text, color: fc.constant(undefined), ttl })
    .map((given) => new Command(`create ${JSON.stringify(given)}`, (model, real) => create(model, real, given))),
  fc
    .record({ client, key: rowKey, value: text, color: fc.constant(undefined), ttl })
    .map((given) => new Command(`replace ${JSON.stringify(given)}`, (model, real) => replace(model, real, given))),
  fc
    .record({ client, key: rowKey })
    .map(
      (given) =>
        new Command(`atomicDelete ${JSON.stringify(given)}`, (model, real) => atomicDelete(model, real, given)),
    ),
  fc.record({ client, key: rowKey }).map(
    (given) =>
      new Command(`delete ${JSON.stringify(given)}`, async (model, real) => {
        await real.rows[given.client]!.delete(given.key);
        model.rows.delete(given.key);
      }),
  ),
  fc.record({ client, key: rowKey }).map(
    (given) =>
      new Command(`get ${JSON.stringify(given)}`, async (model, real) => {
        const pair = await real.rows[given.client]!.find(given.key, { consistent: true });
        const live = model.live(given.key);
        expect(pair && ofPair(pair)).to.deep.equal(live && asFound(live));
        expect(await real.rows[given.client]!.exists(given.key, { consistent: true })).to.equal(live !== undefined);
        if (pair) model.pairs.set(`${given.client} ${given.key}`, { row: live!, seen: pair });
      }),
  ),
  fc.record({ client, prefix: fc.constantFrom('', 'a', 'ab', 'x') }).map(
    (given) =>
      new Command(`list ${JSON.stringify(given)}`, async (model, real) => {
        const pairs = await real.rows[given.client]!.list(given.prefix, { consistent: true }).toArray();
        const expected = model.list(given.prefix).filter(([key]) => !key.startsWith('note/'));
        expect(pairs.map((pair) => [pair.key, ofPair(pair)])).to.deep.equal(
          expected.map(([key, row]) => [key, asFound(row)]),
        );
      }),
  ),
];

interface Given {
  readonly client: number;
  readonly key: string;
  readonly value: string;
  readonly color: string | undefined;
  readonly ttl: number | 'never' | undefined;
}

const optionOf = ({ value, color, ttl: lifetime }: Given) => ({
  value,
  ...(color !== undefined && { fields: { color: { S: color } } }),
  ...(lifetime === 'never' ? { expires: 'never' as const } : lifetime !== undefined && { ttl: lifetime }),
});

function writePair(model: Model, { client: by, key, value, color, ttl: lifetime }: Given, pair: KVPair): void {
  const row = model.write(
    key,
    (data) => ({ ...data, value, ...(color !== undefined && { color }) }),
    (kept) => (lifetime === 'never' ? undefined : lifetime === undefined ? kept : model.now + lifetime),
  );
  expect(ofPair(pair)).to.deep.equal(asFound(row));
  model.pairs.set(`${by} ${key}`, { row, seen: pair });
}

async function put(model: Model, real: Real, given: Given): Promise<void> {
  writePair(model, given, await real.rows[given.client]!.put(given.key, optionOf(given)));
}

async function create(model: Model, real: Real, given: Given): Promise<void> {
  const run = () => real.rows[given.client]!.atomicPut(given.key, optionOf(given));
  const live = model.live(given.key);
  if (live === undefined) return writePair(model, given, await run());
  const error = await failureOf(run);
  expect(error).to.include({ code: 'KEY_EXISTS' });
  expect(ofPair(error['current'] as KVPair)).to.deep.equal(asFound(live));
}

async function replace(model: Model, real: Real, given: Given): Promise<void> {
  const known = model.pairs.get(`${given.client} ${given.key}`);
  if (known === undefined) return;
  const run = () => real.rows[given.client]!.atomicPut(given.key, { ...optionOf(given), previous: known.seen });
  if (model.isStill(known, given.key)) return writePair(model, given, await run());
  await expectModified(model, given.key, run, (current) => ofPair(current as KVPair));
}

async function atomicDelete(model: Model, real: Real, given: Pick<Given, 'client' | 'key'>): Promise<void> {
  const known = model.pairs.get(`${given.client} ${given.key}`);
  const run = () => real.rows[given.client]!.atomicDelete(given.key, known?.seen);
  const live = model.live(given.key);
  if (known === undefined) {
    if (live === undefined) expect(await run()).to.equal(false);
    else expect(await failureOf(run)).to.include({ code: 'KEY_EXISTS' });
  } else if (model.isStill(known, given.key)) {
    expect(await run()).to.equal(true);
    model.rows.delete(given.key);
  } else if (live === undefined) expect(await failureOf(run)).to.include({ code: 'KEY_NOT_FOUND' });
  else await expectModified(model, given.key, run, (current) => ofPair(current as KVPair));
}
