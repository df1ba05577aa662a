import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { expect } from 'chai';
import fc from 'fast-check';
import { InvalidPageTokenError } from '../../lib/errors.js';
import type { Item } from '../../lib/record/layout.js';
import { type PageScope, createPageTokens } from '../../lib/record/page-token.js';
import { describeOnce } from '../support/describe-once.js';

const text = (maxLength: number) => fc.string({ unit: 'grapheme', minLength: 1, maxLength });
const attribute: fc.Arbitrary<AttributeValue> = fc.oneof(
  text(60).map((S) => ({ S })),
  fc.bigInt().map((number) => ({ N: String(number) })),
  fc.uint8Array({ minLength: 1, maxLength: 60 }).map((B) => ({ B })),
);

interface Place {
  readonly scope: PageScope;
  readonly key: Item;
}

/** A list, and the key of a row in it. */
const place: fc.Arbitrary<Place> = fc
  .record({
    table: text(20),
    index: fc.option(text(20), { nil: undefined }),
    partition: text(80),
    prefix: fc.oneof(fc.constant(''), text(20)),
    forward: fc.boolean(),
    rest: text(40),
    extra: attribute,
  })
  .map(({ rest, extra, ...list }): Place => {
    const own = { id: { S: list.partition }, name: { S: list.prefix + rest } };
    return list.index === undefined
      ? { scope: { ...list, partitionKeyAttribute: 'id', sortKeyAttribute: 'name' }, key: own }
      : {
          scope: { ...list, partitionKeyAttribute: 'p', sortKeyAttribute: undefined },
          key: { id: { S: rest }, name: { S: rest }, p: { S: list.partition }, s: extra },
        };
  });

const sessions = {
  bound: createPageTokens(),
  signed: createPageTokens({ secret: ['s', 'old'] }),
  encrypted: createPageTokens({ secret: 's', encrypt: true }),
  'go-v1': createPageTokens({ format: 'go-v1' }),
  'go-v2': createPageTokens({ format: 'go-v2' }),
};
const bound = Object.entries(sessions).filter(([name]) => !name.startsWith('go'));

const refuses = (run: () => unknown): boolean => {
  try {
    run();
    return false;
  } catch (error) {
    if (error instanceof InvalidPageTokenError) return true;
    throw error;
  }
};

describeOnce('laws/page-token', () => {
  for (const [name, tokens] of Object.entries(sessions)) {
    it(`every token that is written is read back: ${name}`, () => {
      const readsBack = ({ scope, key }: Place) => {
        expect(tokens.open(tokens.seal(key, scope), scope)).to.deep.equal(key);
      };
      fc.assert(fc.property(place, readsBack), { numRuns: 150 });
    });
  }

  for (const [name, tokens] of bound) {
    it(`a token is read in no other list: ${name}`, () => {
      const staysHome = ({ scope, key }: Place, other: Place, part: keyof PageScope) => {
        const elsewhere = { ...scope, [part]: other.scope[part] };
        if (elsewhere[part] === scope[part]) return true;
        return refuses(() => tokens.open(tokens.seal(key, scope), elsewhere));
      };
      const parts = fc.constantFrom<(keyof PageScope)[]>('table', 'index', 'partition', 'prefix', 'forward');
      fc.assert(fc.property(place, place, parts, staysHome), { numRuns: 250 });
    });

    it(`a token in which anything was changed is refused: ${name}`, () => {
      const guards = ({ scope, key }: Place, at: number, insert: string, drop: number) => {
        const token = tokens.seal(key, scope);
        const start = at % (token.length + 1);
        const changed = token.slice(0, start) + insert + token.slice(start + drop);
        return changed === token || refuses(() => tokens.open(changed, scope));
      };
      const inserted = fc.string({ unit: fc.constantFrom(...'0Aa9-_z'), maxLength: 3 });
      fc.assert(fc.property(place, fc.nat(), inserted, fc.nat({ max: 3 }), guards), { numRuns: 250 });
    });
  }

  it('no text makes a session fail otherwise', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.base64String(),
      fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('base64url')),
      fc.uint8Array().map((bytes) => `0${Buffer.from(bytes).toString('base64url')}`),
      fc.json().map((json) => Buffer.from(json).toString('base64url')),
    );
    const survives = (token: string, { scope }: Place) => {
      for (const tokens of Object.values(sessions)) refuses(() => tokens.open(token, scope));
    };
    fc.assert(fc.property(anything, place, survives), { numRuns: 100 });
  });
});
