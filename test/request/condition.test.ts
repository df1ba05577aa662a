import { expect } from 'chai';
import type { EpochSeconds } from '../../lib/record/clock.js';
import { isAbsent, isAlive, isAsSeen, isPresent, isStill } from '../../lib/request/condition.js';
import { Expression } from '../../lib/request/expression.js';
import { describeOnce } from '../support/describe-once.js';

/** The text of a condition with its placeholders filled in. */
function spelled(write: (expression: Expression) => string): string {
  const expression = new Expression();
  const text = write(expression);
  const { ExpressionAttributeNames: names = {}, ExpressionAttributeValues: values = {} } = expression.placeholders();
  return text
    .replace(/#\d+/g, (placeholder) => names[placeholder]!)
    .replace(/:\d+/g, (placeholder) => JSON.stringify(values[placeholder]));
}

describeOnce('request/condition', () => {
  const now = 1000 as EpochSeconds;
  const spellings: Readonly<Record<string, readonly [(expression: Expression) => string, string]>> = {
    'no row': [isAbsent, 'attribute_not_exists(id) AND attribute_not_exists(name)'],
    'a row': [isPresent, 'attribute_exists(id)'],
    'a row that is not expired, or none': [(e) => isAlive(e, now), 'NOT expires <= {"N":"1000"}'],
    'a row at a version': [(e) => isAsSeen(e, { versionText: '7' }), 'version = {"N":"7"}'],
    'a row at a version beyond 2^53': [
      (e) => isAsSeen(e, { versionText: '9007199254740993' }),
      'version = {"N":"9007199254740993"}',
    ],
    'a row without a version': [
      (e) => isAsSeen(e, { versionText: '0' }),
      'attribute_exists(id) AND (attribute_not_exists(version) OR version = {"N":"0"})',
    ],
    'the expired row that was met': [
      (e) => isStill(e, { version: { N: '3' }, expires: { N: '999' } }),
      'version = {"N":"3"} AND expires = {"N":"999"}',
    ],
    'an expired row without a version': [
      (e) => isStill(e, { expires: { N: '999' } }),
      'attribute_not_exists(version) AND expires = {"N":"999"}',
    ],
  };
  for (const [what, [write, text]] of Object.entries(spellings)) {
    it(`spells ${what}`, () => {
      // The marks of writes that a row carries may be named, too.
      expect(spelled(write)).to.satisfy((spelling: string) => spelling.startsWith(text));
    });
  }
});
