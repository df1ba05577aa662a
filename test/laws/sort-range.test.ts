import { randomUUID } from 'node:crypto';
import { BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
import { expect } from 'chai';
import fc from 'fast-check';
import {
  Entity,
  Field,
  Partition,
  Session,
  SortKeyPath,
  beginsWith,
  between,
  eq,
  gt,
  gte,
  lt,
  lte,
} from '../../lib/index.js';
import type { RepositoryOf } from '../../lib/index.js';
import { createTable } from '../support/create-table.js';
import { describeOnce } from '../support/describe-once.js';
import { onEachEngine } from '../support/engines.js';
import { runs } from '../support/runs.js';

/** What the rows of all cases are made of; a template names some of it. */
abstract class Row {
  @Partition() run!: string;
  a!: string;
  b!: string;
  n!: number;
  @Field(() => Date) at!: Date;
  rest!: string;
}
type Name = 'a' | 'b' | 'n' | 'at' | 'rest';

@Entity('text') @SortKeyPath('o/{a}') class LastText extends Row {} // prettier-ignore
@Entity('bare') @SortKeyPath('{a}') class BareText extends Row {} // prettier-ignore
@Entity('texts') @SortKeyPath('{a}#{b}') class TwoTexts extends Row {} // prettier-ignore
@Entity('digits') @SortKeyPath('n/{n:03}/{a}') class InnerDigits extends Row {} // prettier-ignore
@Entity('lastdigits') @SortKeyPath('{a}/v{n:03}') class LastDigits extends Row {} // prettier-ignore
@Entity('letters') @SortKeyPath('{n:02}z') class DigitsAndLetters extends Row {} // prettier-ignore
@Entity('dates') @SortKeyPath('d-{at}/{n:02}/{a}') class InnerDate extends Row {} // prettier-ignore
@Entity('lastdate') @SortKeyPath('{a}/{at}') class LastDate extends Row {} // prettier-ignore
@Entity('raw') @SortKeyPath('{a}/{+rest}') class RawRest extends Row {} // prettier-ignore

/** `plain`: text that is compared by code point in a key. */
const CASES: readonly {
  readonly Class: new () => Row;
  readonly names: readonly Name[];
  readonly lastIsPlain?: true;
}[] = [
  { Class: LastText, names: ['a'], lastIsPlain: true },
  { Class: BareText, names: ['a'], lastIsPlain: true },
  { Class: TwoTexts, names: ['a', 'b'], lastIsPlain: true },
  { Class: InnerDigits, names: ['n', 'a'], lastIsPlain: true },
  { Class: LastDigits, names: ['a', 'n'] },
  { Class: DigitsAndLetters, names: ['n'] },
  { Class: InnerDate, names: ['at', 'n', 'a'], lastIsPlain: true },
  { Class: LastDate, names: ['a', 'at'] },
  { Class: RawRest, names: ['a', 'rest'] },
];

const PIECES = ['1', '10', 'a', 'A', 'é', 'e\u0301', ' ', '!', '~', '\0', '\uffff', '😀', '\u{10ffff}'];
const DELIMITERS = ['/', '#', '%', '%2F', '-'];
const text = fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 3 }).map((pieces) => pieces.join(''));
const escapedText = fc.tuple(fc.constantFrom('', ...PIECES), fc.constantFrom(...DELIMITERS), fc.constantFrom('', ...PIECES)).map((pieces) => pieces.join('')); // prettier-ignore
const anyText = fc.oneof({ weight: 3, arbitrary: text }, { weight: 1, arbitrary: escapedText });
const VALUES: Readonly<Record<Name, fc.Arbitrary<unknown>>> = {
  a: anyText,
  b: anyText,
  n: fc.oneof(fc.integer({ min: 0, max: 12 }), fc.constantFrom(99, 50)),
  at: fc.constantFrom(0, 1, 999, 86_400_000, Date.UTC(2026, 0, 2), Date.UTC(9999, 11, 31)).map((ms) => new Date(ms)),
  rest: anyText,
};

/** A question about the property at the end of some values. */
interface Question {
  readonly values: readonly unknown[];
  readonly operator: keyof typeof OPERATORS | undefined;
  readonly operands: readonly [unknown, unknown];
}
const OPERATORS = {
  eq: { make: eq, holds: (value: unknown, to: unknown) => compare(value, to) === 0 },
  lt: { make: lt, holds: (value: unknown, to: unknown) => compare(value, to) < 0 },
  lte: { make: lte, holds: (value: unknown, to: unknown) => compare(value, to) <= 0 },
  gt: { make: gt, holds: (value: unknown, to: unknown) => compare(value, to) > 0 },
  gte: { make: gte, holds: (value: unknown, to: unknown) => compare(value, to) >= 0 },
  between: {
    make: between,
    holds: (value: unknown, low: unknown, high: unknown) => compare(value, low) >= 0 && compare(value, high) <= 0,
  },
  beginsWith: {
    make: beginsWith,
    holds: (value: unknown, beginning: unknown) => (value as string).startsWith(beginning as string),
  },
};
const ORDERING: readonly unknown[] = ['lt', 'lte', 'gt', 'gte', 'between'];

function compare(one: unknown, other: unknown): number {
  if (typeof one === 'string') return Buffer.compare(Buffer.from(one), Buffer.from(other as string));
  return Number(one) - Number(other);
}

const isPlain = (value: unknown) => typeof value !== 'string' || !/[/#%-]/.test(value);

describeOnce('laws/sort-range', () => {
  onEachEngine((engine) => {
    // Of each; some are left out, where the contract knows no order.
    const questions = runs(25, 3_000);
    for (const { Class, names, lastIsPlain } of CASES) {
      it(`lists the rows whose property the operator holds for: ${Class.name}, ${questions} questions`, async () => {
        const table = await createTable(engine.client);
        const repository = new Session(engine.client, { tableName: () => table }).repository(Class) as RepositoryOf<typeof Row>; // prettier-ignore
        const rows = await storeRows(repository, names);
        const isRaw = names.includes('rest');
        if (!isRaw) await storeForeignRows(engine.client, table, rows[0]!.run);
        const anyRow = fc.constantFrom(...rows);
        const anyQuestion = fc.integer({ min: 1, max: names.length }).chain((depth) => {
          const at = names[depth - 1]!;
          const mayOrder = typeof rows[0]![at] !== 'string' || depth === names.length;
          const isText = typeof rows[0]![at] === 'string';
          const operators = Object.keys(OPERATORS).filter((name) =>
            ORDERING.includes(name) ? mayOrder : name !== 'beginsWith' || isText,
          ) as (keyof typeof OPERATORS)[];
          const operand = fc.oneof(anyRow.map((row) => row[at]), VALUES[at]); // prettier-ignore
          return fc.record<Question>({
            values: anyRow.map((row) => names.slice(0, depth - 1).map((name) => row[name])),
            operator: fc.constantFrom(undefined, ...operators),
            operands: fc.tuple(operand, operand).map(([one, other]) => (compare(one, other) <= 0 ? [one, other] : [other, one])), // prettier-ignore
          });
        });
        const asked = fc.sample(anyQuestion, questions).filter(({ operator, operands, values }) => {
          const [low, high] = operands as [string, string];
          // dynalite checks these two by UTF-16, though it finds rows by code point.
          if (engine.name === 'dynalite' && operator === 'between' && low > high) return false;
          const isLastText = lastIsPlain && values.length === names.length - 1;
          return !isLastText || !ORDERING.includes(operator) || operands.every(isPlain);
        });
        await Promise.all(
          [0, 1, 2, 3].map(async (lane) => {
            for (const question of asked.filter((_, at) => at % 4 === lane)) {
              await ask(repository, rows, names, question, lastIsPlain ?? false);
            }
          }),
        );
      }).timeout(600_000);
    }
  });
});

async function storeRows(repository: RepositoryOf<typeof Row>, names: readonly Name[]): Promise<Row[]> {
  const run = randomUUID();
  const anyRow = fc.record(Object.fromEntries(names.map((name) => [name, VALUES[name]])));
  const rows = fc.sample(anyRow, 60).map((values) => ({ run, ...values }) as unknown as Row);
  await Promise.all(rows.map((row) => repository.put(row)));
  // What was made twice lies there once.
  return repository.list({ run }).toArray();
}

/** Keys under every prefix that is asked for, which none of the templates would have written. */
async function storeForeignRows(client: Parameters<typeof createTable>[0], table: string, run: string): Promise<void> {
  const keys = ['o/', 'o/%2f', 'o/a%41', 'o0', 'n/', 'n/005', 'n/0051/a', 'n/5/a', 'n0', '10/v', '10/v01', '10/v0101', '1/', '05', '005z', '050', '0z', 'd-', 'd-1970%2D01%2D01T00:00:00.000Z/00', 'a/1970-01-01', '#', 'a#', '#a', 'a#b#c']; // prettier-ignore
  const Item = (key: string) => ({ id: { S: run }, name: { S: key }, version: { N: '1' } });
  // As long as it is no key of theirs.
  const requests = keys.map((key) => ({ PutRequest: { Item: Item(`${key}\u{10ffff}/%%`) } }));
  // Nor the key of a text without delimiters.
  const bare = keys.filter((key) => !/^[^/#%]+$/.test(key)).map((key) => ({ PutRequest: { Item: Item(key) } }));
  for (const batch of [requests, bare.slice(0, 25)]) {
    await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: batch } }));
  }
}

async function ask(
  repository: RepositoryOf<typeof Row>,
  rows: readonly Row[],
  names: readonly Name[],
  { values, operator, operands }: Question,
  lastIsPlain: boolean,
): Promise<void> {
  const at = names[values.length]!;
  const leading = names.slice(0, values.length);
  const make = operator && (OPERATORS[operator].make as (...operands: unknown[]) => unknown);
  const part = make ? make(...operands) : operands[0];
  const sort = Object.fromEntries([...leading.map((name, index) => [name, values[index]]), [at, part]]);
  const found = await repository.list({ run: rows[0]!.run }, { sort }).toArray();
  const holds = OPERATORS[operator ?? 'eq'].holds as (value: unknown, ...operands: unknown[]) => boolean;
  const wanted = rows.filter(
    (row) => leading.every((name, index) => compare(row[name], values[index]) === 0) && holds(row[at], ...operands),
  );
  // In the key, the order is that of the values only where nothing is escaped.
  const isOrdered = lastIsPlain && values.length === names.length - 1 && ORDERING.includes(operator);
  const told = (all: readonly Row[]) =>
    all.filter((row) => !isOrdered || isPlain(row[at])).map((row) => tell(row, names));
  const question = JSON.stringify({ template: names, sort });
  expect(told(found), question).to.deep.equal(told(wanted));
}

function tell(row: Row, names: readonly Name[]): string {
  return JSON.stringify(names.map((name) => row[name]));
}
