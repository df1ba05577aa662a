import { expect } from 'chai';
import { canCollide } from '../../lib/metadata/key-collision.js';
import { KeyPath, parseTemplate } from '../../lib/metadata/key-path.js';
import { describeOnce } from '../support/describe-once.js';

/** Properties called `at` are dates. */
function keyPath(template: string): KeyPath {
  const typeOf = (property: string) => (property === 'at' ? 'date' : undefined);
  return new KeyPath(parseTemplate(template, typeOf), typeOf);
}

type Pair = readonly [why: string, one: string, other: string];

describeOnce('metadata/key-collision', () => {
  const colliding: readonly Pair[] = [
    ['one constant', 'users', 'users'],
    ['one template', 'order/{id}', 'order/{id}'],
    ['names of properties say nothing', 'order/{id}', 'order/{number}'],
    ['a text may be the constant', '{id}', 'users'],
    ['a text may be the constant behind a delimiter', 'order/{id}', 'order/all'],
    ['an escape may be the constant', 'order/{id}', 'order/a%2Fb'],
    ['a text may be digits', 'order/{id}', 'order/{number:010}'],
    ['a text may be a date', 'order/{id}', 'order/{at}'],
    ['a constant may be digits', '{n:03}', '123'],
    ['a constant may be a date', '{at}', '2026-01-02T03:04:05.678Z'],
    ['digits of one width', 'a/{n:03}', 'a/{m:03}'],
    ['widths that add up', '{n:03}/{m:02}', '{a}/{b:02}'],
    ['the raw rest may be anything', '{+rest}', 'order/{id}'],
    ['the raw rest may be a whole template', 'order/{+rest}', 'order/{id}/{line:03}'],
    ['the raw rest may be an escape', 'order/{+rest}', 'order/a%2Fb'],
    ['two raw rests', 'a/{+x}', '{a}/{+y}'],
    ['what is no delimiter in one is a value in the other', 'a/{x}', 'a/{x}:{y}'],
    ['letters around a placeholder may be the value', 'a/{x}', 'a/v{y}'],
    ['letters on both sides', 'a/v{x}', 'a/{y}w'],
    ['a delimiter that is escaped may be spelt', 'a-{x}', 'a-b%2Dc'],
    ['a delimiter beyond ASCII may be spelt', '{a}😀{b}', 'x%F0%9F%98%80😀y'],
    ['a literal % may be an escape', '{x}', 'a%25b'],
    ['a date with escapes may be spelt', 'a-{at}', 'a-2026%2D01%2D02T03:04:05.678Z'],
    ['the tenant examples with one delimiter', '{tenant}#P#{id}', 'acme#P#{id}'],
  ];
  for (const [why, one, other] of colliding) {
    it(`'${one}' and '${other}' can: ${why}`, () => {
      expect(canCollide(keyPath(one), keyPath(other))).to.equal(true);
      expect(canCollide(keyPath(other), keyPath(one))).to.equal(true);
    });
  }

  const distinct: readonly Pair[] = [
    ['two constants', 'users', 'orders'],
    ['a constant that goes on', 'users', 'users2'],
    ['casing counts', 'Users', 'users'],
    ['no text is empty', 'order/{id}', 'order/'],
    ['constants at the beginning', 'order/{id}', 'customer/{id}'],
    ['one more part', 'order/{id}', 'order/{id}/{line}'],
    ['one more constant', 'order/{id}', 'order/{id}/lines'],
    ['# is a delimiter everywhere', 'order/{id}', 'order/{id}#{line}'],
    ['a longer beginning', 'order/{id}', 'order/x/{id}'],
    ['widths of digits', '{n:03}', '{n:04}'],
    ['digits and a constant of letters', 'a/{n:03}', 'a/all'],
    ['digits and a constant of another width', 'a/{n:03}', 'a/12'],
    ['digits and a date', '{n:024}', '{at}'],
    ['digits and escapes', '{n:03}', '%41'],
    ['a date and a constant of letters', 'a/{at}', 'a/all'],
    ['a date and a shorter one', '{at}', '2026-01-02'],
    ['a date with another delimiter', '{at}', '2026-01-02 03:04:05.678Z'],
    ['escapes in small letters are nobody’s', 'a/{x}', 'a/%2f'],
    ['a percent alone is nobody’s', 'a/{x}', 'a/100%'],
    ['an escape of what needs none', 'a/{x}', 'a/%41'],
    ['an escape of what is no delimiter there', 'a/{x}', 'a/b%2Dc'],
    ['a delimiter as it is', 'a-{x}', 'a-b-c'],
    ['a date whose hyphens are escaped', 'a-{at}', 'a-2026-01-02T03:04:05.678Z'],
    ['letters at the end', '{x}/a', '{x}/b'],
    ['letters at the end, of one part', 'a/{x}b', 'a/{y}c'],
    ['the raw rest is not empty', 'a/{+rest}', 'a/'],
    ['the raw rest is behind its text', 'a/{+rest}', 'b/{id}'],
    ['the constant is a part of the other', 'user', 'users'],
    ['different delimiters', '{a}:{b}', '{a}/{b}'],
  ];
  for (const [why, one, other] of distinct) {
    it(`'${one}' and '${other}' cannot: ${why}`, () => {
      expect(canCollide(keyPath(one), keyPath(other))).to.equal(false);
      expect(canCollide(keyPath(other), keyPath(one))).to.equal(false);
    });
  }

  it('takes no time for long templates', () => {
    const long = Array.from({ length: 40 }, (_, at) => `level-${at}/{p${at}}`).join('/');
    const started = process.hrtime.bigint();
    expect(canCollide(keyPath(long), keyPath(`${long}/more`))).to.equal(false);
    expect(canCollide(keyPath(long), keyPath(long))).to.equal(true);
    expect(Number(process.hrtime.bigint() - started)).to.be.below(2e9);
  });
});
