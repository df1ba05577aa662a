import { expect } from 'chai';
import { type Ctor, type Declaration, declarationsOf } from '../../lib/metadata/declarations.js';
import { loose } from '../support/loose.js';

/** What the compiler emits differs by mode, and is never needed. */
export function declared(Class: Ctor): Omit<Declaration, 'hint'>[] {
  return declarationsOf(Class).map((declaration) => {
    const { hint: _, ...rest } = declaration as Declaration & { hint?: unknown };
    return rest;
  });
}

/** What a decorator declares on a property called `x`. */
export function onX(decorator: unknown): Omit<Declaration, 'hint'>[] {
  class Holder {
    @loose(decorator) x: unknown;
  }
  return declared(Holder);
}

/** Options may be frozen, are never changed, and are never what two places share. */
export function expectOptionsLeftAlone<O extends object>(options: O, decorate: (options: O) => unknown): void {
  const before = JSON.stringify(options);
  const frozen = Object.freeze(options);
  const place = loose(decorate(frozen));
  class One {
    @place x: unknown;
    @place y: unknown;
  }
  const [first, second] = declarationsOf(One) as readonly { options: object; property: string }[];
  expect(JSON.stringify(frozen)).to.equal(before);
  expect([first?.property, second?.property]).to.deep.equal(['x', 'y']);
  expect(first?.options).to.deep.equal(second?.options);
  expect(first?.options).to.not.equal(frozen);
  expect(first?.options).to.not.equal(second?.options);
}
