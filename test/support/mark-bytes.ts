import type { Item } from '../../lib/index.js';
import { isMark } from '../../lib/record/layout.js';

/** The marks of a row. */
export function marksIn(item: Item | undefined): Item {
  return Object.fromEntries(Object.entries(item ?? {}).filter(([name, value]) => isMark(name, value)));
}

/**
 * What the marks of a row take, by DynamoDB's rules: the name, and for a number one byte for two digits and one more.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function markBytes(item: Item | undefined): number {
  return Object.entries(marksIn(item)).reduce((sum, [name, { N = '' }]) => {
    const digits = N.replace(/^0+/, '').replace(/0+$/, '').length;
    return sum + name.length + Math.ceil(digits / 2) + 1;
  }, 0);
}
