import { expect } from 'chai';
import {
  Entity,
  Expires,
  Field,
  IndexField,
  Partition,
  type Repository,
  Session,
  SortKeyPath,
  Version,
  add,
  and,
  beginsWith,
  between,
  contains,
  eq,
  exists,
  gt,
  lt,
  not,
  oneOf,
  or,
  size,
} from '../../lib/index.js';
import { describeOnce } from '../support/describe-once.js';
import { failureOf } from '../support/failure.js';
import { stubClient } from '../support/stub-client.js';

class Home {
  @Field(() => String) city?: string;
}

@Entity({ table: 'rows', strict: true })
@Partition('rows')
@SortKeyPath('{id}')
class Row {
  id!: string;
  @Field(() => Number) count?: number;
  @Field() text?: string;
  @Field(() => Date) when?: Date;
  @Field(() => Set) tags?: Set<string>;
  @Field(() => Home) home?: Home;
  @Field(() => [Home]) homes?: Home[];
  @Field(() => Map) data?: Map<string, unknown>;
  @Field() any?: unknown;
  @IndexField({ index: 'byText', key: 'sort', attribute: 'textKey', projection: ['seenCopy'] }) kind?: string;
  @IndexField('seenCopy') seen?: string;
  @IndexField('hiddenCopy') hidden?: string;
  @Version() version?: number;
  @Expires() expiresAt?: Date;
}

/** Conditions on themselves. */
const ENDLESS: Record<string, unknown> = {};
ENDLESS['home'] = ENDLESS;

/** What no list and no patch takes. */
const REFUSED: Readonly<Record<string, unknown>> = {
  text: 'x',
  null: null,
  'a list': [{ count: 1 }],
  'an unknown property': { cuont: 1 },
  'a change': { count: add(1) },
  'a change in place of all': add(1),
  'an operator in place of all': eq(1),
  'a wrong type': { count: '1' },
  'a wrong type in oneOf': { count: oneOf(1, '1' as unknown as number) },
  'a wrong type in between': { when: between(new Date(0), 5 as unknown as Date) },
  'a Date for a number': { count: new Date() },
  'an Invalid Date': { when: new Date(NaN) },
  NaN: { count: gt(NaN) },
  'half a surrogate pair': { text: '\ud800' },
  'undefined in an operator': { count: eq(undefined as unknown as number) },
  'oneOf nothing': { count: oneOf() },
  'oneOf more than 100': { count: oneOf(...Array.from({ length: 101 }, (_, at) => at)) },
  'between a value and a smaller one': { count: between(2, 1) },
  'between a text and a smaller one': { text: between('b', 'a') },
  'between a Date and an earlier one': { when: between(new Date(1), new Date(0)) },
  'between a size and a smaller one': { text: size(between(2, 1)) },
  'an order of truth': { any: lt(true as unknown as number) },
  'an order of null': { count: lt(null as unknown as number) },
  'an order of lists': { any: gt([1]) },
  'an order of sets': { tags: gt(new Set(['x'])) },
  'between values of two types': { any: between<unknown>('a', 1) },
  'beginsWith a number': { text: beginsWith(1 as unknown as string) },
  'an empty set': { tags: new Set() },
  'a size that is text': { text: size('x' as unknown as number) },
  'a size that begins with text': { text: size(beginsWith('x') as unknown as number) },
  'a size of one of nothing': { text: size(oneOf()) },
  'an object for a number': { count: { value: 1 } },
  'an object for a set': { tags: { a: 1 } },
  'an object for a list': { homes: { city: 'x' } },
  'an instance of another class': { any: new Home() },
  'not of nothing': not({}),
  'not without anything': (not as unknown as () => unknown)(),
  'and of nothing': and(),
  'or of an empty condition': or({ count: 1 }, {}),
  'an operator in or': or(eq(1) as object),
  'a condition that holds itself': { any: ENDLESS },
  'an empty name': { '': 1 },
  'an empty name within': { any: { '': 1 } },
  'a version that is text': { version: '1' },
  'an expiry that is a number': { expiresAt: 17 },
};

/** What all of them take. */
const TAKEN: Readonly<Record<string, object>> = {
  nothing: {},
  undefined: { count: undefined },
  'an empty nested condition': { home: {} },
  null: { count: null },
  'a member of a Map': { data: { x: 1 } },
  'a member of what nothing is declared of': { any: { deep: { x: exists() } } },
  'an element of a list of classes': { homes: contains(new Home()) },
  'between a value and itself': { count: between(1, 1) },
  'between numbers that only decimals tell apart': { count: between(0.1, 0.1) },
  'oneOf 100': { count: oneOf(...Array.from({ length: 100 }, (_, at) => at)) },
  'a property of the key': { id: beginsWith('x') },
};

describeOnce('repository/conditions', () => {
  const sent: string[] = [];
  const client = stubClient((command) => {
    sent.push(command);
    return command === 'Query'
      ? { Items: [], Count: 0, ScannedCount: 0 }
      : { Attributes: { id: { S: 'rows' }, name: { S: '1' } } };
  });
  const rows = new Session(client).repository(Row) as Repository<Row>;
  beforeEach(() => void (sent.length = 0));

  const MISSPELT = { cuont: 'count', expiresat: 'expiresAt', Version: 'version', phone: undefined };
  for (const [name, meant] of Object.entries(MISSPELT)) {
    it(`say ${meant ? `that ${meant} may be meant by` : 'no more where nothing is like'} ${name}, as a patch does`, async () => {
      const runs = [
        () => rows.list(undefined, { where: { [name]: 1 } }),
        () => rows.patch({ id: '1' }, { [name]: 1 }),
        () => rows.patch({ id: '1' }, { count: 1 }, { if: { [name]: 1 } }),
      ];
      for (const run of runs) {
        const { hint } = await failureOf(run as () => unknown);
        expect(hint).to.equal(meant && `Did you mean '${meant}'?`);
      }
    });
  }

  for (const [what, where] of Object.entries(REFUSED)) {
    const given = where as object;
    it(`refuse ${what}, and nothing is sent`, async () => {
      for (const run of [
        () => rows.list(undefined, { where: given }),
        () => rows.listPage(undefined, { where: given }),
        () => rows.patch({ id: '1' }, { count: 1 }, { if: given }),
      ]) {
        expect(await failureOf(run)).to.include({ code: 'INVALID_ARGUMENT', entity: 'Row' });
      }
      expect(sent).to.deep.equal([]);
    });
  }

  for (const [what, where] of Object.entries(TAKEN)) {
    it(`take ${what}`, async () => {
      expect(await rows.list(undefined, { where }).toArray()).to.deep.equal([]);
      await rows.patch({ id: '1' }, { count: 1 }, { if: where });
      expect(sent).to.deep.equal(['Query', 'UpdateItem']);
    });
  }

  it('name the property that is at fault, as deep as it lies', async () => {
    const failure = await failureOf(() =>
      rows.list(undefined, { where: { home: { city: eq(1 as unknown as string) } } }),
    );
    expect(failure.message).to.contain("'home.city'");
  });

  it('see through an index that leaves out the payload what lies beside it, and refuse the rest', async () => {
    const byText = rows.index('byText');
    await byText.list(undefined, { where: { seen: 'x', version: 1, expiresAt: exists() } }).toArray();
    const refused = {
      count: /'count' lies where DynamoDB cannot compare it/,
      hidden: /'hidden' is not held by the index 'byText'. Name 'hiddenCopy' in its projection/,
      kind: /'kind' is a key of the index 'byText'. Keys are compared in the partition key and in sort/,
    };
    for (const [property, message] of Object.entries(refused)) {
      const failure = await failureOf(() => byText.list(undefined, { where: { [property]: 'x' } as object }));
      expect(failure).to.include({ code: 'INVALID_ARGUMENT' });
      expect(failure.message).to.match(message);
    }
    expect(sent).to.deep.equal(['Query']);
  });
});
