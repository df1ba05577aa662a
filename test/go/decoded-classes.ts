import { Field, type KVPair, type Newable } from '../../lib/index.js';
import { jsonOf } from './fixtures.js';

// The types into which the recorded calls decode, and what they give as Go shows it. Go fills what a row lacks with zero
// values and shows them; here it is absent, and the shapes below fill it in.

export class Customer {
  @Field(() => String) id?: string;
  @Field(() => String) name?: string;
  @Field(() => Number) age?: number;
  @Field(() => Boolean) vip?: boolean;
  @Field(() => Number) score?: number;
  @Field(() => [String]) tags?: string[];
  @Field() labels?: Record<string, string>;
  @Field(() => Uint8Array) blob?: Uint8Array;
  @Field() notes?: string | null;
  @Field(() => Date) at?: Date;
  @Field(() => Number) unixAt?: number;
  @Field(() => Set) set?: Set<string>;
}

class Created {
  created?: string;
}

class CreatedRenamed {
  @Field({ name: 'created' }) When?: string;
}

class CreatedUntagged {
  Created?: string;
}

class Global {
  pk1?: string;
  sk1?: string;
}

class Prefilled {
  created = 'old';
  extra = 'kept';
}

/** Decodes the value or the fields of a record into what the recorded call names. */
export function decodeAs(into: string, pair: KVPair, what: 'value' | 'fields'): unknown {
  const decode = <T>(Class?: Newable<T>): T => (what === 'value' ? pair.decodeValue(Class) : pair.decodeFields(Class));
  switch (into) {
    case 'string':
      return pair.stringValue();
    case 'bytes':
      return pair.bytesValue();
    case 'customer':
      return showCustomer(decode(Customer));
    case 'createdJson':
      return { created: decode(Created).created };
    case 'createdRenamed':
      return { When: decode(CreatedRenamed).When };
    case 'createdUntagged':
      return { Created: decode(CreatedUntagged).Created };
    case 'global':
      return { pk1: decode(Global).pk1, sk1: decode(Global).sk1 };
    case 'prefilled':
      return { created: decode(Prefilled).created, extra: decode(Prefilled).extra };
    case 'nil':
      return decode(null as never);
    case 'nonPointer':
      return decode(new Created() as never);
    default:
      return decode();
  }
}

/** A customer as Go shows one: two members have no name of their own there, and times are text. */
export function showCustomer(customer: Customer | undefined): unknown {
  const { id, name, age, vip, score, tags, labels, blob, notes, at, unixAt, set } = customer ?? {};
  // Go leaves out an empty name, by its tag.
  const named = { id: id ?? '', ...(name && { name }), age: age ?? 0, vip: vip ?? false, score: score ?? 0 };
  // A set that is not there is an empty one here.
  const members = set === undefined || set.size === 0 ? null : jsonOf(set);
  const UnixAt = showTime(unixAt === undefined ? undefined : unixAt * 1000);
  return { ...named, tags, labels, blob, notes, at: showTime(at), UnixAt, Set: members, AvName: '' };
}

/** Go writes no more digits of a second than are needed. */
function showTime(time: Date | number | undefined): string {
  return time === undefined ? ZERO_TIME : new Date(time).toISOString().replace(/\.?0+Z$/, 'Z');
}

const ZERO_TIME = '0001-01-01T00:00:00Z';

const INPUTS: Readonly<Record<string, unknown>> = {
  full: {
    ...{ id: 'c1', name: 'Jane', age: 42, vip: true, score: 1.5, tags: ['a', 'b'], labels: { k: 'v' } },
    ...{ blob: Uint8Array.of(0, 1, 255), notes: 'hello', at: '2024-01-02T03:04:05.6Z', unixAt: 1_700_000_000 },
    ...{ set: new Set(['s1', 's2']), avName: 'x' },
  },
  map: { b: true, l: [1, 'x'], n: 3, nil: null, s: '' },
  scalar: 'x',
};

/** What the recorded call gave to marshalStruct. */
export function structInput(name: string): object {
  if (!Object.hasOwn(INPUTS, name)) throw new Error(`There is no struct ${name}.`);
  return INPUTS[name] as object;
}
