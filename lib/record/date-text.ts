import { Misfit } from './misfit.js';

const DAY_MS = 86_400_000;
const TIME_LENGTH = '00:00:00.000Z'.length;
const TWO_DIGITS = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));
/** The day of the date that was written last, and how its text begins. */
let lastDay = NaN;
let lastDayText = '';

/** What `toISOString` writes, which takes a microsecond for all of it. @throws Misfit for an Invalid Date. */
export function writeDate(date: Date): string {
  const timeMs = date.getTime();
  if (Number.isNaN(timeMs)) throw new Misfit('is an Invalid Date');
  const day = Math.floor(timeMs / DAY_MS);
  if (day !== lastDay) {
    lastDayText = date.toISOString().slice(0, -TIME_LENGTH);
    lastDay = day;
  }
  const ms = timeMs - day * DAY_MS;
  const seconds = Math.floor(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  const time = `${TWO_DIGITS[Math.floor(minutes / 60)]}:${TWO_DIGITS[minutes % 60]}:${TWO_DIGITS[seconds % 60]}`;
  return `${lastDayText}${time}.${String(ms % 1000).padStart(3, '0')}Z`;
}
