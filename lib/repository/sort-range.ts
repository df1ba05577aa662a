import { InvalidArgumentError } from '../errors.js';
import type { KeyPart, KeyPath } from '../metadata/key-path.js';
import { didYouMean } from '../metadata/nearest.js';
import { Misfit, refusedValue } from '../record/misfit.js';
import { writeText } from '../record/value.js';
import type { KeyTest } from '../request/list.js';
import { type OperatorValue, isOperator } from './operators.js';

/** The sort keys that a list is about. */
export interface SortRange {
  /** What all of them begin with. */
  readonly prefix: string;
  /** Narrower than the prefix. */
  readonly keys?: KeyTest;
  /** One key within the bounds, which are inclusive, that does not belong. */
  readonly except?: string;
}

/**
 * Turns leading parts of a sort key, the last of which may be an operator, into a range of keys. Operators compare the
 * property, not the text of the key: on a part that others follow, a bound takes in every key with that value.
 *
 * @throws InvalidArgumentError for a hole, an unknown name, an operator that is not the last, or one that the key cannot answer.
 */
export function sortRange(path: KeyPath, given: object = {}): SortRange {
  const values = given as Readonly<Record<string, unknown>>;
  checkSortNames(path.properties, `'${path.template}'`, values);
  let prefix = '';
  for (const [at, part] of path.parts.entries()) {
    const value = ownValue(values, part.property);
    prefix += part.literalBefore;
    if (value === undefined) return { prefix };
    const end: PartEnd = { path, part, prefix, literalAfter: path.parts[at + 1]?.literalBefore ?? path.literalAfter };
    try {
      if (isOperator(value) && value.name !== 'eq') return compare(end, value, at === path.parts.length - 1);
      prefix += path.writePart(part, isOperator(value) ? value.operands[0] : value);
    } catch (thrown) {
      throw refusedValue(thrown instanceof Misfit && thrown.path === '' ? thrown.within(part.property) : thrown);
    }
  }
  const equals = prefix + path.literalAfter;
  return { prefix: equals, keys: { equals } };
}

/** Where a comparison ends. */
interface PartEnd {
  readonly path: KeyPath;
  readonly part: KeyPart;
  /** The key up to the part. */
  readonly prefix: string;
  /** What stands between the part and the next one. */
  readonly literalAfter: string;
}

/**
 * Refuses holes, names that are no part, and parts behind an operator.
 *
 * @param names - the parts of the key, in order.
 * @param what - the key, for the message.
 */
export function checkSortNames(
  names: readonly string[],
  what: string,
  values: Readonly<Record<string, unknown>>,
): void {
  let missing: string | undefined;
  let compared: string | undefined;
  for (const property of names) {
    const value = ownValue(values, property);
    if (value === undefined) missing ??= property;
    else if (missing !== undefined) {
      throw new InvalidArgumentError(
        `sort: '${missing}' must be given, too: it comes before '${property}' in ${what}.`,
      );
    } else if (compared !== undefined) {
      throw new InvalidArgumentError(`sort: nothing may follow the operator at '${compared}'.`, {
        hint: `Leave out '${property}', or filter by it with where.`,
      });
    } else if (isOperator(value) && value.name !== 'eq') compared = property;
  }
  for (const name of Object.keys(values)) {
    if (values[name] === undefined || names.includes(name)) continue;
    throw new InvalidArgumentError(`sort: '${name}' is not a placeholder of ${what}.`, {
      hint: didYouMean(name, names),
    });
  }
}

/** Not what every object has. */
function ownValue(values: Readonly<Record<string, unknown>>, property: string): unknown {
  return Object.hasOwn(values, property) ? values[property] : undefined;
}

function compare(end: PartEnd, { name, operands }: OperatorValue, isLast: boolean): SortRange {
  const { path, part, prefix } = end;
  const isFixed = part.kind === 'date' || part.kind === 'padded';
  if (name === 'beginsWith') return { prefix: prefix + beginningOf(end, operands[0], isFixed) };
  if (!COMPARISONS.has(name)) {
    throw new Misfit(`cannot be compared with ${name} in a sort key`, 'Use where.');
  }
  // A key that goes on behind the part is compared as a whole, and only values of one length keep their order then.
  const isWhole = isLast && end.literalAfter === '';
  if (!isWhole && !isFixed) {
    throw new Misfit('takes eq and beginsWith only: text that something follows has no order in the key');
  }
  const write = (value: unknown): string => {
    const plain = isFixed || part.kind === 'raw' || typeof value !== 'string' || path.isPlain(value);
    if (!plain) {
      const hint = 'Compare with a value without delimiters and %, or filter with where.';
      throw new Misfit('is compared with a value that holds a delimiter, which has no order in the key', hint);
    }
    return prefix + path.writePart(part, value);
  };
  const [first, second] = operands;
  // Behind a part that is not the whole rest, every key of one value begins with its text and what follows it.
  const afterAll = (value: unknown) => (isWhole ? write(value) : successor(write(value) + end.literalAfter));
  const bounded = (bounds: { lower?: string; upper?: string | undefined; except?: string | undefined }) =>
    range(prefix, bounds);
  const except = isWhole ? write(first) : undefined;
  switch (name) {
    case 'lt':
      return bounded({ upper: write(first), except });
    case 'lte':
      return bounded({ upper: afterAll(first) });
    case 'gt':
      return bounded({ lower: afterAll(first) ?? write(first), except });
    case 'gte':
      return bounded({ lower: write(first) });
    default: // between
      if (Buffer.compare(Buffer.from(write(first)), Buffer.from(write(second))) > 0) {
        throw new Misfit('lies between a value and a smaller one');
      }
      return bounded({ lower: write(first), upper: afterAll(second) });
  }
}

/** Those that the order of keys can answer. */
const COMPARISONS: ReadonlySet<string> = new Set(['lt', 'lte', 'gt', 'gte', 'between']);

function beginningOf({ path, part }: PartEnd, text: unknown, isFixed: boolean): string {
  if (isFixed) throw new Misfit('is no text, and begins with nothing', 'Use between.');
  if (typeof text !== 'string') throw new Misfit('needs text to begin with');
  return part.kind === 'raw' ? writeText(text).S : path.escape(writeText(text).S);
}

/** Bounds within a prefix, which bounds where nothing else does. */
function range(
  prefix: string,
  {
    lower = prefix,
    upper = successor(prefix),
    except,
  }: { lower?: string; upper?: string | undefined; except?: string | undefined },
): SortRange {
  const keys: KeyTest = { ...(lower !== '' && { lower }), ...(upper !== undefined && { upper }) };
  return { prefix, keys, ...(except !== undefined && { except }) };
}

/** The least text above every text that begins with `text`; nothing when there is none. DynamoDB compares UTF-8, so code points. */
function successor(text: string): string | undefined {
  const points = [...text];
  while (points.length > 0) {
    const last = points.pop()!.codePointAt(0)!;
    if (last === 0x10ffff) continue;
    // Surrogates are no characters.
    const next = last === 0xd7ff ? 0xe000 : last + 1;
    return points.join('') + String.fromCodePoint(next);
  }
  return undefined;
}
