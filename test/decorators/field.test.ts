import { expect } from 'chai';
import { Field } from '../../lib/index.js';
import { fieldsOf } from '../../lib/metadata/declarations.js';
import { declared, expectOptionsLeftAlone, onX } from './declared.js';

const date = () => Date;

describe('decorators/field', () => {
  it('declares a property, its name and its type', () => {
    expect(onX(Field())).to.deep.equal([{ kind: 'field', property: 'x', options: {} }]);
    expect(onX(Field({ name: 'y' }))).to.deep.equal([{ kind: 'field', property: 'x', options: { name: 'y' } }]);
    expect(onX(Field(date))).to.deep.equal([{ kind: 'field', property: 'x', options: {}, type: date }]);
    expect(onX(Field(date, { name: 'y' }))).to.deep.equal([
      { kind: 'field', property: 'x', options: { name: 'y' }, type: date },
    ]);
  });

  it('does not ask for the type before the class is used', () => {
    let asked = 0;
    onX(Field(() => (asked++, Date)));
    expect(asked).to.equal(0);
  });

  it('leaves its options alone', () => {
    expectOptionsLeftAlone({ name: 'y' }, (options) => Field(options));
    expectOptionsLeftAlone({ name: 'y' }, (options) => Field(date, options));
  });

  it('never mixes up properties that share one options object or one decorator', () => {
    const shared = { name: 'first' };
    const field = Field(() => Set);
    class Mixed {
      @Field(shared) a: unknown;
      @Field({ ...shared, name: 'second' }) b: unknown;
      @field c = new Set<string>();
      @field d = new Set<string>();
      @Field() e: unknown;
    }
    const names = fieldsOf(Mixed).map(({ property, attribute }) => [property, attribute]);
    expect(names).to.deep.equal([['a', 'first'], ['b', 'second'], ['c', 'c'], ['d', 'd'], ['e', 'e']]); // prettier-ignore
  });

  it('declares private and readonly properties as any other, and none of a sibling', () => {
    class Parent {
      @Field() readonly a = 1;
    }
    class One extends Parent {
      @Field() b = 1;
    }
    class Two extends Parent {
      @Field() c = 1;
    }
    const properties = (Class: typeof Parent) =>
      declared(Class).map((each) => (each as { property?: string }).property);
    expect(properties(Parent)).to.deep.equal(['a']);
    expect(properties(One)).to.deep.equal(['a', 'b']);
    expect(properties(Two)).to.deep.equal(['a', 'c']);
  });
});
