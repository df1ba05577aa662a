import { expect } from 'chai';
import { Entity, Field, IndexField, Partition, SortKeyPath, Version } from '../../lib/index.js';
import { declarationsOf, emittedType, fieldsOf, generationsOf, listOn } from '../../lib/metadata/declarations.js';
import { metadataOf } from '../../lib/metadata/entity-metadata.js';
import { loose } from '../support/loose.js';

const IS_LEGACY = import.meta.url.includes('/legacy/');
const METADATA = (Symbol as { readonly metadata?: symbol }).metadata!;
type Legacy = (target: object, property?: unknown, descriptor?: unknown) => void;
type Standard = (value: unknown, context: object) => void;

describe('metadata/declarations', () => {
  it('come parents first, class by class', () => {
    class A {
      @Field() a = 1;
    }
    class Bare extends A {}
    @Entity('b')
    class B extends Bare {
      @Field() b = 1;
    }
    expect(generationsOf(B).map((list) => list.map(({ kind }) => kind))).to.deep.equal([
      ['field'],
      ['field', 'entity'],
    ]);
    expect(declarationsOf(B)).to.have.length(3);
    expect(declarationsOf(Bare)).to.have.length(1);
    expect(declarationsOf(class {})).to.deep.equal([]);
  });

  it('join what several decorators say of one property, children last', () => {
    class A {
      @IndexField({ index: 'byX', key: 'sort', type: Number }) @Field({ name: 'n' }) x?: number;
      @loose(Field(() => Date, { name: 'm' })) y: unknown;
    }
    class B extends A {
      @loose(Field(() => Set)) override y: unknown = undefined;
    }
    const told = (Class: typeof A) =>
      fieldsOf(Class).map(({ property, attribute, type }) => [property, attribute, type?.()]);
    expect(told(A)).to.deep.equal([
      ['x', 'n', Number],
      ['y', 'm', Date],
    ]);
    expect(told(B)).to.deep.equal([
      ['x', 'n', Number],
      ['y', 'm', Set],
    ]);
  });

  it('take the emitted type as a hint, and Object for none', () => {
    class A {
      @Field() date?: Date;
      @Field() text?: string;
      @Field() either?: string | number;
    }
    expect(fieldsOf(A).map(({ hint }) => hint)).to.deep.equal(IS_LEGACY ? [Date, String, undefined] : [undefined, undefined, undefined]); // prettier-ignore
    expect(emittedType(A.prototype, 'date')).to.equal(IS_LEGACY ? Date : undefined);
  });

  it('lie on a class under one symbol, unseen', () => {
    @Entity('a')
    class A {
      @Field() a = 1;
    }
    expect(Object.keys(A)).to.deep.equal([]);
    const own = Object.getOwnPropertySymbols(A).filter((symbol) => Symbol.keyFor(symbol)?.startsWith('dynastore.'));
    expect(
      own.map((symbol) => Symbol.keyFor(symbol)!).filter((key) => key === 'dynastore.declarations'),
    ).to.have.length(1);
    for (const symbol of own) expect(Object.getOwnPropertyDescriptor(A, symbol)).to.include({ enumerable: false });
  });

  it('are there although someone has taken Symbol.metadata away since', () => {
    @Entity('a')
    @Partition('p')
    @SortKeyPath('{a}')
    class A {
      @Field() a = 'x';
      @Version() v?: number;
    }
    if (!IS_LEGACY) expect(Object.hasOwn(A, METADATA)).to.equal(true);
    if (!IS_LEGACY) Reflect.deleteProperty(A, METADATA);
    expect(metadataOf(A).versionProperty).to.equal('v');
  });

  it('never replace a Symbol.metadata that is there', () => {
    expect(METADATA).to.be.a('symbol');
    const { metadata, ...attributes } = { metadata: METADATA, ...Object.getOwnPropertyDescriptor(Symbol, 'metadata') };
    expect(attributes).to.include({ value: metadata, enumerable: false });
  });

  describe('of other compilers', () => {
    it('as TypeScript and Babel call legacy decorators, without any emitted type', () => {
      class A {
        a?: Date;
      }
      (Field(() => Date) as unknown as Legacy)(A.prototype, 'a');
      (Field() as unknown as Legacy)(A.prototype, 'b', { enumerable: true, writable: true, initializer: null });
      (Field() as unknown as Legacy)(A.prototype, 'c', undefined);
      (Entity('a') as unknown as Legacy)(A);
      expect(declarationsOf(A).map(({ kind }) => kind)).to.deep.equal(['field', 'field', 'field', 'entity']);
      expect(fieldsOf(A).map(({ property, type }) => [property, type?.()])).to.deep.equal([['a', Date], ['b', undefined], ['c', undefined]]); // prettier-ignore
    });

    it('as the proposal calls decorators, the class last', () => {
      const metadata = Object.create(null) as object;
      class A {}
      (Field(() => Date) as unknown as Standard)(undefined, {
        kind: 'field',
        name: 'a',
        static: false,
        private: false,
        metadata,
      });
      (Entity('a') as unknown as Standard)(A, { kind: 'class', name: 'A', metadata });
      expect(declarationsOf(A).map(({ kind }) => kind)).to.deep.equal(['field', 'entity']);
    });

    it('but not without metadata, which an error explains', () => {
      const decorate = () => (Field() as unknown as Standard)(undefined, { kind: 'field', name: 'a' });
      expect(decorate).to.throw("The decorator on 'a' cannot know its class: the compiler keeps no metadata. Compile with TypeScript 5.2"); // prettier-ignore
    });

    const contexts: readonly (readonly [what: string, context: object, mistake: string])[] = [
      ['an accessor', { kind: 'accessor', name: 'a' }, "'a' is a method, an accessor or #private: only public fields are declared"],
      ['a getter', { kind: 'getter', name: 'a' }, "'a' is a method, an accessor or #private: only public fields are declared"],
      ['a method', { kind: 'method', name: 'a' }, "'a' is a method, an accessor or #private: only public fields are declared"],
      ['a private field', { kind: 'field', name: '#a', private: true }, "'#a' is a method, an accessor or #private: only public fields are declared"],
      ['a static field', { kind: 'field', name: 'a', static: true }, "'a' is static: only properties of instances are stored"],
    ]; // prettier-ignore
    for (const [what, context, mistake] of contexts) {
      it(`and ${what} is a mistake`, () => {
        const metadata = {};
        (Field() as unknown as Standard)(undefined, { ...context, metadata });
        expect(listOn(metadata)).to.deep.equal([{ kind: 'mistake', text: mistake }]);
      });
    }

    it('and a parameter is a mistake', () => {
      class A {}
      (Field() as unknown as Legacy)(A.prototype, 'method', 0);
      (Partition('p') as unknown as Legacy)(A, undefined, 1);
      const mistake = { kind: 'mistake', text: 'a decorator stands on a parameter' };
      expect(declarationsOf(A)).to.deep.equal([mistake, mistake]);
    });
  });
});
