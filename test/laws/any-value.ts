import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';

// Values of each type that can be stored.

/** Names of members, some of which every object or the class has. */
export const anyName: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.string({ minLength: 1, maxLength: 4 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('__proto__', 'constructor', 'then', 'toString', 'toJSON', 'total', 'version', 'N', 'S'),
  },
);

export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.string({ unit: 'binary', maxLength: 4 }),
  fc.constantFrom('', '\0', '"', '\\', '\u2028', '9007199254740993', '😀'),
);

/** Doubles that DynamoDB has, without minus zero, which it has not. */
export const anyNumber: fc.Arbitrary<number> = fc
  .oneof(
    fc.integer(),
    fc.maxSafeInteger(),
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -9e125, max: 9e125 }),
    fc.constantFrom(0.1 + 0.2, 1e21, 2 ** 70, 1e-7, 5e-130, -9.9e125),
  )
  .map((number) => (Math.abs(number) < 1e-130 ? 0 : number));

const MOST = 10n ** 38n - 1n;
export const anyBigInt: fc.Arbitrary<bigint> = fc.oneof(
  fc.bigInt({ min: -MOST, max: MOST }),
  fc.bigInt({ min: -(2n ** 66n), max: 2n ** 66n }),
  fc.constantFrom(0n, 2n ** 53n, 2n ** 53n + 1n, 10n ** 125n),
);
/** Those that no number spells, which come back as bigints also where nothing declares them. */
export const greatBigInt: fc.Arbitrary<bigint> = anyBigInt.filter(
  (value) => spell(String(Number(value))) !== String(value),
);

export const anyDate: fc.Arbitrary<Date> = fc.oneof(
  fc.date({ noInvalidDate: true }),
  fc.date({ noInvalidDate: true, min: new Date('-271821-04-20T00:00:00.000Z'), max: new Date(8.64e15) }),
);
export const anyBytes: fc.Arbitrary<Uint8Array> = fc.uint8Array({ maxLength: 6 });

export const anySet: fc.Arbitrary<Set<unknown>> = fc.oneof(
  fc.array(anyText, { maxLength: 4 }).map((elements) => new Set<unknown>(elements)),
  fc.array(fc.oneof(anyNumber, greatBigInt), { maxLength: 4 }).map((elements) => new Set<unknown>(elements)),
);
export const anySetOfBytes: fc.Arbitrary<Set<unknown>> = fc
  .uniqueArray(anyBytes, { maxLength: 3, selector: (bytes) => Buffer.from(bytes).toString('hex') })
  .map((elements) => new Set<unknown>(elements));

/** What an untyped property may hold. `hasBinary`: also bytes and sets. */
export function anyData(hasBinary: boolean): fc.Arbitrary<unknown> {
  const binary = [anyBytes, anySet.filter(({ size }) => size > 0), anySetOfBytes.filter(({ size }) => size > 0)];
  const leaves = [anyText, anyNumber, fc.boolean(), fc.constant(null), ...(hasBinary ? binary : [])];
  return fc.letrec<{ value: unknown; within: unknown }>((tie) => ({
    value: fc.oneof({ maxDepth: 3 }, ...leaves, fc.array(tie('within'), { maxLength: 3 }), membersOf(tie('within'))),
    within: fc.oneof({ maxDepth: 3 }, tie('value'), greatBigInt),
  })).value;
}

/** An object, whatever its members are called. */
export function membersOf<T>(value: fc.Arbitrary<T>, name = anyName): fc.Arbitrary<Record<string, T>> {
  return fc
    .array(fc.tuple(name, value), { maxLength: 3 })
    .map((members) => Object.fromEntries(members) as Record<string, T>);
}

/** Anything that DynamoDB may hold, as it spells it. */
export const anyStored: fc.Arbitrary<AttributeValue> = fc.letrec<{ value: AttributeValue }>((tie) => {
  const digits = fc.oneof(anyNumber, anyBigInt).map((number) => spell(String(number)));
  return {
    value: fc.oneof(
      { maxDepth: 3 },
      anyText.map((S) => ({ S })),
      digits.map((N) => ({ N })),
      fc.constant({ N: '0.12345678901234567890123456789012345678' }),
      fc.boolean().map((BOOL) => ({ BOOL })),
      fc.constant({ NULL: true as const }),
      anyBytes.map((B) => ({ B })),
      fc.uniqueArray(anyText, { minLength: 1, maxLength: 3 }).map((SS) => ({ SS })),
      fc.uniqueArray(digits, { minLength: 1, maxLength: 3 }).map((NS) => ({ NS })),
      anySetOfBytes.filter(({ size }) => size > 0).map((set) => ({ BS: [...set] as Uint8Array[] })),
      fc.array(tie('value'), { maxLength: 3 }).map((L) => ({ L })),
      membersOf(tie('value')).map((M) => ({ M })),
    ),
  };
}).value;

/** A number as DynamoDB gives it back: all digits, no exponent. */
export function spell(number: string): string {
  const [, sign = '', whole = '', fraction = '', power = '0'] = /^(-?)(\d+)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(number)!;
  const point = whole.length + Number(power);
  const digits = (whole + fraction)
    .padEnd(point, '0')
    .padStart(whole.length + fraction.length - Math.min(point, 0), '0');
  const at = Math.max(point, 0);
  const spelt = `${digits.slice(0, at) || '0'}.${digits.slice(at)}`.replace(/\.?0*$/, '').replace(/^0+(?=\d)/, '');
  return spelt === '0' ? '0' : sign + spelt;
}

/** The same value as it lies in the table. */
export function stored(value: AttributeValue): AttributeValue {
  if (value.N !== undefined) return { N: spell(value.N) };
  if (value.NS) return { NS: value.NS.map(spell) };
  if (value.L) return { L: value.L.map(stored) };
  if (!value.M) return value;
  return { M: Object.fromEntries(Object.entries(value.M).map(([name, member]) => [name, stored(member)])) };
}
