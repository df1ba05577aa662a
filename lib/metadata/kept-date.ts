import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { Carrier } from '../record/carrier.js';
import { writeDate } from '../record/date-text.js';
import { Misfit } from '../record/misfit.js';

/** The text that a Date was read from, where that says more than milliseconds; Go writes nanoseconds. */
class DateText extends Carrier {
  readonly #text: string;
  readonly #timeMs: number;

  private constructor(date: Date, text: string) {
    super(date);
    this.#text = text;
    this.#timeMs = date.getTime();
  }

  static keep(date: Date, text: string): void {
    new DateText(date, text);
  }

  /** Nothing for a date that was changed since. */
  static of(date: Date): string | undefined {
    if (!(#text in date)) return undefined;
    const kept = date as unknown as DateText;
    return kept.#timeMs === date.getTime() ? kept.#text : undefined;
  }
}

const ISO_DATE = /^[+-]?\d{4,6}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/;
/** What `toISOString` writes, and writes again, without the days and hours that only some months and no day have. */
const OWN_DATE = /^\d{4}-\d\d-(?:[01]\d|2[0-8])T(?:[01]\d|2[0-3]):\d\d:\d\d\.\d{3}Z$/;

export function readDate({ S }: AttributeValue): Date | undefined {
  if (S === undefined) return undefined;
  const isOwn = OWN_DATE.test(S);
  const date = new Date(isOwn || ISO_DATE.test(S) ? S : NaN);
  if (Number.isNaN(date.getTime())) throw new Misfit('is text, and no moment in ISO 8601');
  if (!isOwn && date.toISOString() !== S) DateText.keep(date, S);
  return date;
}

export function writeKeptDate(date: Date): string {
  return DateText.of(date) ?? writeDate(date);
}

/** The text of a Date as a key of an index, where one moment has to be one text. */
export function keyTextOf(date: Date, text: string): string {
  return DateText.of(date) === text ? writeDate(date) : text;
}
