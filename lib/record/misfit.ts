import { DecodeError, InvalidArgumentError } from '../errors.js';
import { isObject } from './kind.js';

/** Marks misfits, also those of another copy of the package: classes carry readers of the copy that decorated them. */
const BRAND: unique symbol = Symbol.for('dynastore.misfit');

/**
 * A value that cannot be written or read as what it should be. It travels up to where the entity or the record is known,
 * collects its path on the way, and becomes an error of ours there.
 */
export class Misfit {
  readonly reason: string;
  readonly hint: string | undefined;
  #path = '';

  static {
    Object.defineProperty(this.prototype, BRAND, { value: true });
  }

  static [Symbol.hasInstance](value: unknown): boolean {
    return isObject(value) && BRAND in value;
  }

  /** @param reason - goes on after the place: `is NaN`. Never quotes a value. */
  constructor(reason: string, hint?: string) {
    this.reason = reason;
    this.hint = hint;
  }

  /** Where the value lies, such as `lines[2].price`; empty when it is the whole. */
  get path(): string {
    return this.#path;
  }

  within(step: string): this {
    const joint = this.#path === '' || this.#path.startsWith('[') ? '' : '.';
    this.#path = `${step}${joint}${this.#path}`;
    return this;
  }
}

/** What was thrown, to be thrown on; a misfit learns that it lay within `step`. */
export function within(thrown: unknown, step: string): unknown {
  return thrown instanceof Misfit ? thrown.within(step) : thrown;
}

/** What was thrown while a value was being written, to be thrown on; a misfit becomes an InvalidArgumentError. */
export function refusedValue(thrown: unknown): unknown {
  if (!(thrown instanceof Misfit)) return thrown;
  const { path, reason, hint } = thrown;
  return new InvalidArgumentError(`${path === '' ? 'The value' : `The property '${path}'`} ${reason}.`, { hint });
}

/** What was thrown while a value was being read, to be thrown on; a misfit becomes a DecodeError. */
export function undecodable(thrown: unknown, attribute: string): unknown {
  if (!(thrown instanceof Misfit)) return thrown;
  const { path, reason, hint } = thrown;
  const place = path === '' ? attribute : path;
  return new DecodeError(`The stored '${place}' ${reason}.`, { attribute: place, hint });
}

/** Converts elements one by one; a misfit learns at which it was. */
export function convertEach<From, To>(elements: readonly From[], convert: (element: From) => To): To[] {
  // One that grew would keep room for half as many more.
  const converted = new Array<To>(elements.length);
  let position = 0;
  try {
    for (const element of elements) {
      converted[position] = convert(element);
      position++;
    }
  } catch (thrown) {
    throw within(thrown, `[${position}]`);
  }
  converted.length = position;
  return converted;
}
