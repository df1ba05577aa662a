import { expect } from 'chai';
import { CreatedAt, Entity, Expires, Field, Index, IndexField, MetadataError, Partition, Session, SortKeyPath, UpdatedAt, Version, keys } from '../../lib/index.js'; // prettier-ignore
import type { Ctor } from '../../lib/metadata/declarations.js';
import { metadataOf } from '../../lib/metadata/entity-metadata.js';
import { stubClient } from '../support/stub-client.js';
import { printCount } from '../support/counted.js';
import { MISTAKES } from './mistakes.js';

const IS_LEGACY = import.meta.url.includes('/legacy/');

function sentencesOf(Class: unknown): string[] {
  try {
    metadataOf(Class as Ctor);
  } catch (error) {
    if (!(error instanceof MetadataError)) throw error;
    return error.message.split('\n  - ').slice(1);
  }
  return [];
}

describe('metadata/entity-metadata', () => {
  describe('tells every mistake of a class at once', () => {
    printCount('Mistakes in classes told');
    for (const { what, make, mistakes, legacyOnly } of MISTAKES) {
      it(`${what}${legacyOnly && !IS_LEGACY ? ' goes unseen here' : ''}`, () => {
        expect(sentencesOf(make())).to.have.members(legacyOnly && !IS_LEGACY ? [] : mistakes);
      });
    }

    it('with the name of the class, each time it is used', () => {
      @Entity('shop')
      class Order {}
      for (const use of [() => metadataOf(Order), () => new Session(stubClient(() => ({}))).repository(Order)]) {
        expect(use)
          .to.throw(MetadataError, /^.*The class Order cannot be an entity:\n {2}- it has no @Partition/)
          .with.property('entity', 'Order');
      }
    });

    for (const given of [undefined, null, 'Order', {}, 5]) {
      it(`for ${JSON.stringify(given)}, which is no class`, () => {
        expect(() => metadataOf(given as never)).to.throw(MetadataError, 'An entity is a class');
      });
    }
  });

  it('understands a class whole, once, and frozen', () => {
    @Entity({ table: 'shop', name: 'Sale', ttl: '90d', strict: true, layout: 'json' })
    @Partition('customer/{customerId}')
    @SortKeyPath('order/{number:06}')
    @Index('byDay', { partition: 'day/{day}', sort: '{number:06}', projection: ['total'] })
    class Order {
      customerId!: string;
      @Field(() => Number) number!: number;
      day?: string;
      @IndexField({ index: 'byTotal', key: 'partition', type: Number, projection: 'KEYS_ONLY' }) total!: number;
      @IndexField({ index: 'byCode', key: 'sort', attribute: 'code2' }) code?: string;
      @IndexField('channel') channel?: string;
      @Version() rev?: number;
      @Expires({ as: 'seconds' }) ends?: number;
      @CreatedAt() made?: Date;
      @UpdatedAt() changed?: Date;
    }
    const metadata = metadataOf(Order);
    expect(metadataOf(Order)).to.equal(metadata);
    expect(metadata).to.be.frozen;
    const { partition, sort, codec, keyProperties, indexes, Class, schema, ...rest } = metadata;
    expect(rest).to.deep.equal({
      name: 'Sale',
      table: 'shop',
      versionProperty: 'rev',
      expires: { property: 'ends', as: 'seconds' },
      createdAtProperty: 'made',
      updatedAtProperty: 'changed',
      ttl: '90d',
    });
    expect([partition.template, sort.template]).to.deep.equal(['customer/{customerId}', 'order/{number:06}']);
    expect([...keyProperties]).to.deep.equal(['customerId', 'number']);
    expect(indexes.map(({ partition: p, sort: s, ...index }) => ({ ...index, partition: p.map(tellKey), sort: s.map(tellKey) }))).to.deep.equal([
      { name: 'byDay', projection: ['total'], partition: 'byDayPartition S', sort: 'byDaySort S' },
      { name: 'byTotal', projection: 'KEYS_ONLY', partition: 'total N', sort: '' },
      { name: 'byCode', projection: 'ALL', partition: '', sort: 'code2 S' },
    ].map((index) => ({ ...index, partition: list(index.partition), sort: list(index.sort) }))); // prettier-ignore
  });

  it('orders the properties of a multi-attribute key by their order', () => {
    @Entity('shop')
    @Partition('p')
    @SortKeyPath('s')
    class Place {
      @IndexField({ index: 'byPlace', key: 'partition', order: 2 }) city!: string;
      @IndexField({ index: 'byPlace', key: 'partition', order: 1 }) country!: string;
      @IndexField({ index: 'byPlace', key: 'sort', order: 0 }) street!: string;
      @IndexField({ index: 'byPlace', key: 'sort', order: 3, type: Number }) house!: number;
    }
    const [index] = metadataOf(Place).indexes;
    expect(index!.partition.map(tellKey)).to.deep.equal(['country S', 'city S']);
    expect(index!.sort.map(tellKey)).to.deep.equal(['street S', 'house N']);
  });

  it('takes the type of an index key from @Field, in either order', () => {
    @Entity('shop')
    @Partition('p')
    @SortKeyPath('s')
    class Typed {
      @Field(() => Number) @IndexField({ index: 'byA', key: 'partition', type: Number }) a?: number;
      @IndexField({ index: 'byB', key: 'partition', type: BigInt }) @Field(() => BigInt) b?: bigint;
      @IndexField({ index: 'byC', key: 'partition' }) @Field(() => Date) c?: Date;
    }
    expect(metadataOf(Typed).indexes.map(({ partition }) => tellKey(partition[0]!))).to.deep.equal([
      'a N',
      'b N',
      'c S',
    ]);
  });

  it('lets a payload have a version of its own', () => {
    @Entity('shop')
    @Partition('p')
    @SortKeyPath('s')
    class Document {
      @Field({ name: 'version' }) edition = 3;
      @Version() version?: number;
    }
    const { codec } = metadataOf(Document);
    expect(codec.write(Object.assign(new Document(), { version: 9 })).value).to.deep.equal({
      M: { version: { N: '3' } },
    });
  });

  describe('static keys', () => {
    @Entity('shop')
    @Partition('customer/{customerId}')
    @SortKeyPath('order/{orderId}')
    @Index('byDay', { partition: 'day/{day}', sort: '{orderId}', projection: 'KEYS_ONLY' })
    class Decorated {
      customerId!: string;
      orderId!: string;
      day!: string;
    }
    @Entity('shop')
    class Static {
      static readonly keys = keys({
        partition: 'customer/{customerId}',
        sort: 'order/{orderId}',
        indexes: { byDay: { partition: 'day/{day}', sort: '{orderId}' } },
      });
      customerId!: string;
      orderId!: string;
      day!: string;
    }
    @Entity('shop')
    @Partition('customer/{customerId}')
    @SortKeyPath('order/{orderId}')
    @Index('byDay', { partition: 'day/{day}', projection: 'KEYS_ONLY' })
    class Both {
      static readonly keys = Static.keys;
      customerId!: string;
      orderId!: string;
      day!: string;
    }
    class Child extends Static {}

    const values = { customerId: 'c/1', orderId: '7', day: 'd' };
    for (const Class of [Static, Both, Child]) {
      it(`of ${Class.name} say the same as decorators`, () => {
        const [one, other] = [metadataOf(Decorated), metadataOf(Class)];
        expect(other.codec.writeKey(values)).to.deep.equal(one.codec.writeKey(values));
        expect(other.codec.write(Object.assign(new Class(), values))).to.deep.equal(one.codec.write(Object.assign(new Decorated(), values))); // prettier-ignore
        expect(other.indexes.map(tellIndex)).to.deep.equal(one.indexes.map(tellIndex));
      });
    }

    it('leave what decorators add, such as a projection', () => {
      expect(metadataOf(Both).indexes[0]!.projection).to.equal('KEYS_ONLY');
      expect(metadataOf(Static).indexes[0]!.projection).to.equal('ALL');
    });

    it('are a frozen copy', () => {
      const templates = { partition: 'p', sort: 's', indexes: { byX: { partition: 'x' } } } as const;
      const made = keys(templates);
      expect(made).to.be.frozen;
      expect(made.indexes).to.be.frozen;
      expect(made).to.deep.equal(templates);
      expect(Object.isFrozen(templates)).to.equal(false);
      expect(keys({ partition: 'p', sort: 's' })).to.deep.equal({ partition: 'p', sort: 's', indexes: {} });
    });

    it('are none when something else is called keys', () => {
      @Entity('shop')
      @Partition('p')
      @SortKeyPath('s')
      class Piano {
        static readonly keys = 88;
      }
      expect(metadataOf(Piano).partition.template).to.equal('p');
    });
  });

  describe('inherits', () => {
    @Entity({ table: 'shop', ttl: '1d' })
    abstract class Base {
      @Version() rev?: number;
      @Partition() tenant!: string;
      @IndexField({ index: 'byKind', key: 'partition' }) kind!: string;
    }
    @SortKeyPath('a/{id}')
    class A extends Base {
      id!: string;
    }
    @Entity({ table: 'other', name: 'Second' })
    @SortKeyPath('b/{id}')
    @Partition('tenant/{tenant}')
    class B extends A {
      @IndexField({ index: 'byKind', key: 'partition', attribute: 'kind' }) override kind = 'b';
      @Field(() => Date) at?: Date;
    }

    it('what parents declare, and puts what children say in its place', () => {
      const [a, b] = [metadataOf(A), metadataOf(B)];
      expect([a.name, a.table, a.ttl, a.versionProperty]).to.deep.equal(['A', 'shop', '1d', 'rev']);
      expect([a.partition.template, a.sort.template]).to.deep.equal(['{tenant}', 'a/{id}']);
      expect([b.name, b.table, b.ttl, b.versionProperty]).to.deep.equal(['Second', 'other', '1d', 'rev']);
      expect([b.partition.template, b.sort.template]).to.deep.equal(['tenant/{tenant}', 'b/{id}']);
      expect(b.indexes.map(tellIndex)).to.deep.equal(a.indexes.map(tellIndex));
    });

    it('the name of a parent only where it has no @Entity of its own', () => {
      @Entity({ table: 'zoo', name: 'Beast', ttl: '1d' })
      @Partition('beast/{id}')
      @SortKeyPath('x')
      class Animal {
        id!: string;
      }
      @Entity('zoo')
      @Partition('dog/{id}')
      class Dog extends Animal {}
      class Stub extends Animal {}
      expect([Animal, Dog, Stub].map((each) => metadataOf(each).name)).to.deep.equal(['Beast', 'Dog', 'Beast']);
      expect(metadataOf(Dog).ttl).to.equal('1d');
    });

    it('templates, which static keys of a child replace', () => {
      @Partition('decorated/{id}')
      @SortKeyPath('s')
      abstract class Decorated {
        id!: string;
      }
      @Entity('shop')
      class Own extends Decorated {
        static readonly keys = keys({ partition: 'own/{id}', sort: 't' });
      }
      class Mine extends Own {}
      for (const each of [Own, Mine]) {
        expect([metadataOf(each).partition.template, metadataOf(each).sort.template]).to.deep.equal(['own/{id}', 't']);
      }
      @Entity('shop')
      @(Partition('other/{id}') as ClassDecorator)
      class Hidden extends Own {}
      expect(sentencesOf(Hidden)).to.deep.equal(['static keys and @Partition give different templates']);
    });

    it('but nothing from children, nor from siblings', () => {
      @SortKeyPath('c/{id}')
      class C extends A {
        @Field(() => Set) at = new Set<string>();
      }
      expect(metadataOf(C).sort.template).to.equal('c/{id}');
      expect(
        metadataOf(C)
          .codec.payload.member('at')!
          .read({ SS: ['x'] }),
      ).to.deep.equal(new Set(['x']));
      expect(metadataOf(B).codec.payload.member('at')!.read({ S: '2026-01-02' })).to.deep.equal(new Date('2026-01-02'));
      expect(metadataOf(A).sort.template).to.equal('a/{id}');
    });
  });
});

const tellKey = ({ attribute, type }: { attribute: string; type: string }) => `${attribute} ${type}`;
const list = (text: string) => (text === '' ? [] : [text]);

function tellIndex({ name, partition, sort }: ReturnType<typeof metadataOf>['indexes'][number]): unknown {
  return [name, partition.map(tellKey), sort.map(tellKey)];
}
