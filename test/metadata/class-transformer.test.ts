import 'reflect-metadata';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { expect } from 'chai';
import { Exclude, Expose, Transform, Type } from 'class-transformer';
import {
  Entity,
  Field,
  Index,
  IndexField,
  Partition,
  type Repository,
  Session,
  SortKeyPath,
  Version,
  add,
  append,
  eq,
  gt,
  merge,
  remove,
} from '../../lib/index.js';
import { metadataOf } from '../../lib/metadata/entity-metadata.js';
import { KVPair } from '../../lib/record/kv-pair.js';
import type { Item } from '../../lib/record/layout.js';
import type { Newable } from '../../lib/record/class-reader.js';
import { onEachEngine } from '../support/engines.js';
import { failureOf } from '../support/failure.js';

// class-transformer knows the legacy decorators only: this file is compiled in that mode alone.

class Tag {
  @Field() name!: string;
  constructor(name?: string) {
    if (name !== undefined) this.name = name;
  }
}
class Sized {
  @Type(() => Date) since?: Date;
}
abstract class Shape {
  kind?: string;
  color?: string;
}
class Circle extends Shape {
  @Type(() => Date) drawn?: Date;
  radius = 0;
}
class Square extends Shape {
  side = 0;
}
const DISCRIMINATOR = {
  property: 'kind',
  subTypes: [
    { name: 'circle', value: Circle },
    { name: 'square', value: Square },
  ],
};

@Entity('docs')
@Partition('doc/{id}')
@SortKeyPath('x')
class Doc {
  id!: string;
}

@Entity('docs')
class Typed extends Doc {
  @Type(() => Tag) tag?: Tag | null;
  @Type(() => Tag) tags?: Tag[];
  @Type(() => Date) when?: Date;
  @Type(() => Date) dates?: Date[];
  @Type(() => Tag) byName?: Map<string, Tag>;
  @Type(() => Tag) some?: Set<Tag>;
  @Type(() => String) words?: Set<string>;
  @Type(() => Number) numbers?: Set<number>;
  @Type(() => Date) days?: Set<Date>;
  @Type(() => Sized) sized?: Sized;
  @Field(() => Set) @Type(() => Tag) declared?: Set<Tag>;
  bytes?: Uint8Array;
  plain?: Set<string>;
}

@Entity('docs')
class Variants extends Doc {
  @Type(() => Shape as unknown as Newable, { discriminator: DISCRIMINATOR }) shape?: Circle | Square;
  @Type(() => Shape as unknown as Newable, { discriminator: DISCRIMINATOR, keepDiscriminatorProperty: true })
  kept?: Shape;
  @Field(() => [Shape as unknown as Newable])
  @Type(() => Shape as unknown as Newable, { discriminator: DISCRIMINATOR })
  shapes?: Shape[];
}

@Entity('docs')
class Transformed extends Doc {
  @Transform(({ value }) => (value as string).toUpperCase(), { toPlainOnly: true }) loud?: string;
  @Transform(({ value }) => (value as string).trim()) trimmed?: string;
  @Transform(({ value }) => String(Math.round((value as number) * 100)), { toPlainOnly: true })
  @Transform(({ value }) => Number(value) / 100, { toClassOnly: true })
  @Field(() => Number)
  price?: number;
  @Type(() => Date) @Transform(({ value }) => (value as Date).toISOString(), { toPlainOnly: true }) iso?: Date;
  @Type(() => Date) @Transform(({ value }) => (value as Date).getTime(), { toPlainOnly: true }) millis?: Date;
  @Field(() => Date) @Transform(({ value }) => new Date(Math.floor(+(value as Date) / 1000) * 1000)) seconds?: Date;
  @Field(() => Uint8Array)
  @Transform(({ value }) => Buffer.from(value as Uint8Array).toString('hex'), { toPlainOnly: true })
  @Transform(({ value }) => Uint8Array.from(Buffer.from(value as string, 'hex')), { toClassOnly: true })
  hex?: Uint8Array;
  @Field(() => Set)
  @Transform(({ value }) => [...(value as Set<string>)].join(), { toPlainOnly: true })
  @Transform(({ value }) => new Set((value as string).split(',')), { toClassOnly: true })
  joined?: Set<string>;
  @Transform(({ value, obj, key }) => `${(obj as Doc).id}:${key}:${value as string}`, { toPlainOnly: true })
  known?: string;
  @Transform(() => '***', { groups: ['public'] }) secret?: string;
  @Transform(({ value }) => (value as string | undefined) ?? 'default', { toPlainOnly: true }) filled?:
    string | undefined;
}

@Entity('docs')
class Hidden extends Doc {
  @Exclude() never?: string;
  @Exclude({ toPlainOnly: true }) notWritten?: string;
  @Exclude({ toClassOnly: true }) notRead?: string;
  @Expose({ name: 'n' }) renamed?: string;
  @Expose() get computed(): string {
    return `computed ${this.renamed}`;
  }
}

@Exclude()
@Entity('docs')
class Closed extends Doc {
  @Expose() shown?: string;
  @Expose({ toPlainOnly: true }) written?: string;
  @Field() declared?: string;
  @Type(() => Date) typed?: Date;
  other?: string;
}

interface Round {
  readonly stored: Item;
  readonly back: object;
}
function round(entity: object): Round {
  const { codec } = metadataOf(entity.constructor as Newable);
  const { value, fields } = codec.write(entity);
  const stored = value.M!;
  const back = codec.read(
    new KVPair({ id: { S: 'doc/1' }, name: { S: 'x' }, version: { N: '1' }, payload: value, ...fields }),
  );
  return { stored, back };
}
const make = <T extends Doc>(Class: Newable<T>, values: Partial<T>): T =>
  Object.assign(new Class(), { id: '1' }, values);
const S = (text: string): AttributeValue => ({ S: text });

describe('metadata/class-transformer', () => {
  it('tells how members of variants and of the values in a Map are called in the row', () => {
    class Base {
      @Field({ name: 'R' }) r?: number;
    }
    @Entity('docs')
    class Nested extends Doc {
      @Type(() => Base as unknown as Newable, { discriminator: { property: 'kind', subTypes: [] } }) one?: Base;
      @Field(() => Map) @Type(() => Base) many?: Map<string, Base>;
    }
    const { payload } = metadataOf(Nested).codec;
    expect(payload.member('one')!.members!().member('r')).to.include({ attribute: 'R' });
    const each = payload.member('many')!.members!().member('any');
    expect(each).to.include({ attribute: 'any' });
    expect(each!.members!().member('r')).to.include({ attribute: 'R' });
  });

  describe('@Type', () => {
    const day = new Date('2026-01-02');
    for (const [what, values, stored] of [
      ['a class', { tag: new Tag('a') }, { tag: { M: { name: S('a') } } }],
      ['a class that is null', { tag: null }, { tag: { NULL: true } }],
      [
        'a list of a class',
        { tags: [new Tag('a'), new Tag('b')] },
        { tags: { L: [{ M: { name: S('a') } }, { M: { name: S('b') } }] } },
      ],
      ['a Date', { when: day }, { when: S(day.toISOString()) }],
      ['a list of Dates', { dates: [day] }, { dates: { L: [S(day.toISOString())] } }],
      [
        'a Map of a class',
        { byName: new Map([['k', new Tag('a')]]) },
        { byName: { M: { k: { M: { name: S('a') } } } } },
      ],
      ['a Set of a class', { some: new Set([new Tag('a')]) }, { some: { L: [{ M: { name: S('a') } }] } }],
      [
        'a Set that @Field declares',
        { declared: new Set([new Tag('a')]) },
        { declared: { L: [{ M: { name: S('a') } }] } },
      ],
      ['a Set of texts', { words: new Set(['a', 'b']) }, { words: { SS: ['a', 'b'] } }],
      ['a Set of numbers', { numbers: new Set([1, 2]) }, { numbers: { NS: ['1', '2'] } }],
      ['a Set of Dates', { days: new Set([day]) }, { days: { L: [S(day.toISOString())] } }],
      [
        'a Date within a class',
        { sized: Object.assign(new Sized(), { since: day }) },
        { sized: { M: { since: S(day.toISOString()) } } },
      ],
      [
        'bytes and sets beside it',
        { bytes: Uint8Array.of(1, 2), plain: new Set(['x']) },
        { bytes: { B: Uint8Array.of(1, 2) }, plain: { SS: ['x'] } },
      ],
    ] as const satisfies readonly (readonly [string, Partial<Typed>, Item])[]) {
      it(`keeps ${what}`, () => {
        const empty = { some: new Set(), words: new Set(), numbers: new Set(), days: new Set(), declared: new Set() };
        const { stored: found, back } = round(make(Typed, values));
        expect(found).to.deep.equal({ id: S('1'), ...stored });
        expect({ ...back }).to.deep.equal({ ...empty, ...make(Typed, values) });
        const [property] = Object.keys(values) as [keyof Typed];
        const value = (back as Typed)[property];
        for (const each of value instanceof Set || Array.isArray(value)
          ? [...value]
          : value instanceof Map
            ? value.values()
            : [value]) {
          if (what.includes('a class') && each !== null)
            expect(each!.constructor).to.equal(property === 'sized' ? Sized : Tag);
        }
      });
    }

    it('refuses a value of another class', () => {
      expect(() => round(make(Typed, { tag: new Sized() as unknown as Tag }))).to.throw("'tag'");
      expect(() => round(make(Typed, { tags: [new Sized() as unknown as Tag] }))).to.throw("'tags[0]'");
      expect(() => round(make(Typed, { byName: new Map([['k', 1 as unknown as Tag]]) }))).to.throw("'byName.k'");
    });
  });

  describe('a discriminator', () => {
    const circle = () => Object.assign(new Circle(), { color: 'red', radius: 2, drawn: new Date(0) });
    const square = () => Object.assign(new Square(), { side: 3 });

    it('tells subclasses apart, alone and in lists', () => {
      const { stored, back } = round(make(Variants, { shape: circle(), shapes: [square(), circle()] }));
      expect(stored['shape']!.M).to.deep.include({ kind: S('circle'), radius: { N: '2' }, color: S('red') });
      const { shape, shapes } = back as Variants;
      expect(shape).to.be.instanceOf(Circle).and.to.deep.equal(circle());
      expect(shapes![0]).to.be.instanceOf(Square).and.to.deep.equal(square());
      expect(shapes![1]).to.be.instanceOf(Circle).and.to.deep.equal(circle());
    });
    it('is kept where it is asked to be', () => {
      const { back } = round(make(Variants, { kept: square() }));
      expect((back as Variants).kept)
        .to.be.instanceOf(Square)
        .and.to.include({ kind: 'square', side: 3 });
    });
    it('takes a plain object by what it says of itself', () => {
      const { back } = round(make(Variants, { shape: { kind: 'square', side: 1 } as unknown as Square }));
      expect((back as Variants).shape).to.be.instanceOf(Square);
    });
    it('refuses what is none of the subclasses', () => {
      expect(() => round(make(Variants, { shape: new Tag() as unknown as Square }))).to.throw('circle, square');
      expect(() => round(make(Variants, { shape: { kind: 'line' } as unknown as Square }))).to.throw("'shape'");
    });
    it('that is not known is an error when it is read', () => {
      const { codec } = metadataOf(Variants);
      const payload: AttributeValue = { M: { shape: { M: { kind: S('line') } } } };
      const record = new KVPair({ id: S('doc/1'), name: S('x'), version: { N: '1' }, payload });
      expect(() => codec.read(record))
        .to.throw('shape')
        .with.property('code', 'DECODE');
    });
  });

  describe('@Transform', () => {
    const day = new Date('2026-01-02T03:04:05.678Z');
    for (const [property, value, stored, back] of [
      ['loud', 'a', S('A'), 'A'],
      ['trimmed', ' a ', S('a'), 'a'],
      ['price', 1.25, S('125'), 1.25],
      ['iso', day, S(day.toISOString()), day],
      ['millis', day, { N: String(+day) }, day],
      ['seconds', day, S('2026-01-02T03:04:05.000Z'), new Date('2026-01-02T03:04:05.000Z')],
      ['hex', Uint8Array.of(171, 205), S('abcd'), Uint8Array.of(171, 205)],
      ['joined', new Set(['a', 'b']), S('a,b'), new Set(['a', 'b'])],
      ['known', 'v', S('1:known:v'), '1:known:v'],
      ['secret', 's', S('s'), 's'],
    ] as const) {
      it(`of '${property}' is made on the way to the row and on the way back`, () => {
        const result = round(make(Transformed, { [property]: value }));
        expect(result.stored[property]).to.deep.equal(stored);
        expect((result.back as Transformed)[property]).to.deep.equal(back);
      });
    }
    it('is not asked for what an instance does not have, and is for what is undefined', () => {
      expect(round(make(Transformed, {})).stored).to.deep.equal({ id: S('1') });
      expect(round(make(Transformed, { filled: undefined })).stored).to.deep.equal({
        id: S('1'),
        filled: S('default'),
      });
    });
  });

  describe('@Exclude and @Expose', () => {
    it('leave out each direction that they name', () => {
      const { stored, back } = round(make(Hidden, { never: 'n', notWritten: 'w', notRead: 'r', renamed: 'x' }));
      expect(stored).to.deep.equal({ id: S('1'), notRead: S('r'), n: S('x') });
      expect({ ...back }).to.deep.equal({ id: '1', renamed: 'x' });
    });
    it('keep what is stored and not to be read, as it was, in the next write', () => {
      const { back } = round(make(Hidden, { notRead: 'r' }));
      expect(round(back).stored).to.deep.include({ notRead: S('r') });
    });
    it('keep what is stored and read, and not written from the property, in the next write', () => {
      const { codec } = metadataOf(Hidden);
      const payload = { M: { id: S('1'), notWritten: S('hash'), n: S('x') } };
      const back = codec.read(new KVPair({ id: { S: 'doc/1' }, name: { S: 'x' }, version: { N: '1' }, payload }));
      expect({ ...back }).to.deep.equal({ id: '1', notWritten: 'hash', renamed: 'x' });
      expect(codec.write(Object.assign(back, { renamed: 'y' })).value.M).to.deep.equal({ ...payload.M, n: S('y') });
    });
    it('of a whole class store what is exposed or declared, and the key', () => {
      const given = { shown: 's', written: 'w', declared: 'd', typed: new Date(), other: 'o' };
      const { stored, back } = round(make(Closed, given));
      expect(stored).to.deep.equal({ id: S('1'), shown: S('s'), written: S('w'), declared: S('d') });
      expect({ ...back }).to.deep.equal({ id: '1', shown: 's', declared: 'd' });
      expect(round(back).stored).to.deep.equal(stored);
    });
  });

  it('refuses a key of an index that is made of what is not stored or not read', () => {
    @Entity('docs')
    @Index('byOwner', { partition: 'owner/{owner}' })
    @Index('byShelf', { partition: 'shelf/{shelf}' })
    class Owned extends Doc {
      @Exclude() owner?: string;
      @Exclude({ toPlainOnly: true }) @IndexField('tag') label?: string;
      @Exclude({ toClassOnly: true }) shelf?: string;
    }
    @Entity('docs')
    @Index('byId', { partition: 'id/{id}' })
    class Keyed extends Doc {
      @Exclude({ toClassOnly: true }) declare id: string;
    }
    // It is read from the key.
    expect(metadataOf(Keyed).indexes).to.have.length(1);
    expect(() => metadataOf(Owned))
      .to.throw("'owner' is excluded from what is stored by @Exclude, and 'byOwnerPartition' is made of it")
      .with.property('message')
      .that.contains("'label' is excluded from what is stored by @Exclude, and 'tag' is made of it")
      .and.contains("'shelf' is excluded from what is read by @Exclude, and 'byShelfPartition' is made of it");
  });

  onEachEngine((engine) => {
    @Entity('goods')
    @Partition('goods')
    @SortKeyPath('{id}')
    class Good {
      id!: string;
      @IndexField({ index: 'byCode', key: 'partition' })
      @Transform(({ value }) => (value as string).toUpperCase(), { toPlainOnly: true })
      code?: string;
      @Field(() => Number)
      @Transform(({ value }) => Math.round((value as number) * 100), { toPlainOnly: true })
      @Transform(({ value }) => (value as number) / 100, { toClassOnly: true })
      price?: number;
      @Type(() => Tag) tags?: Tag[];
      @Type(() => Tag) tag?: Tag;
      @Exclude() hidden?: string;
      @Version() version?: number;
    }
    let goods: Repository<Good>;
    let sent: string[];
    before(async () => {
      sent = [];
      const tableName = () => `class-transformer-${engine.name}-${Date.now()}`;
      const name = tableName();
      const hooks = { requestBuilt: (_: unknown, { command }: { command: string }) => void sent.push(command) };
      const session = new Session(engine.client, { tableName: () => name, hooks });
      await session.createTables(Good);
      goods = session.repository(Good);
      await goods.create(Object.assign(new Good(), { id: '1', code: 'ab', price: 1.5, tags: [new Tag('t')] }));
    });

    it('refuses to compare what is not stored', async () => {
      expect(() => goods.list(undefined, { where: { hidden: 'x' } })).to.throw(
        "'hidden' is excluded from what is stored",
      );
      const failure = await failureOf(() => goods.patch({ id: '1' }, { price: 1 }, { if: { hidden: 'x' } }));
      expect(failure).to.include({ code: 'INVALID_ARGUMENT' });
    });

    it('compares with what is stored, in conditions and in the keys of an index', async () => {
      const found = async (where: object) => (await goods.list(undefined, { where }).toArray()).length;
      expect(await found({ code: 'ab' })).to.equal(1);
      expect(await found({ price: eq(1.5) })).to.equal(1);
      expect(await found({ price: gt(1.5) })).to.equal(0);
      expect(await goods.index('byCode').list({ code: 'ab' }).count()).to.equal(1);
    });

    it('patches what is stored, and reads first what only the transform understands', async () => {
      sent.length = 0;
      expect(await goods.patch({ id: '1' }, { code: 'cd', price: 2 })).to.include({ code: 'CD', price: 2 });
      expect(sent).to.deep.equal(['UpdateItem']);
      sent.length = 0;
      expect(await goods.patch({ id: '1' }, { price: add(0.25) })).to.include({ price: 2.25 });
      expect(sent).to.deep.equal(['GetItem', 'UpdateItem']);
      expect(await goods.index('byCode').list({ code: 'cd' }).count()).to.equal(1);
      const { tags, tag } = await goods.patch({ id: '1' }, { tags: append(new Tag('u')), tag: merge({ name: 'm' }) });
      expect(tags).to.deep.equal([new Tag('t'), new Tag('u')]);
      expect(tag).to.be.instanceOf(Tag).and.to.deep.equal(new Tag('m'));
      expect(await goods.patch({ id: '1' }, { code: remove() })).to.not.have.property('code');
      expect(await failureOf(() => goods.patch({ id: '1' }, { hidden: 'x' }))).to.include({ code: 'INVALID_ARGUMENT' });
    });
  });

  it('that is not there changes nothing for those who do not use it', async () => {
    // A process in which no module finds it.
    const script = `
      const Module = require('node:module');
      const resolve = Module._resolveFilename;
      Module._resolveFilename = function (request, ...rest) {
        if (request.startsWith('class-transformer')) throw Object.assign(new Error('missing'), { code: 'MODULE_NOT_FOUND' });
        return resolve.call(this, request, ...rest);
      };
      import(${JSON.stringify(new URL('../../lib/index.js', import.meta.url).href)}).then(({ Entity, Field, Partition, SortKeyPath, unmarshalStruct, marshalStruct }) => {
        class Doc {}
        Field(() => Date)(Doc.prototype, 'when');
        Partition('d')(Doc); SortKeyPath('d')(Doc); Entity('docs')(Doc);
        const when = new Date(0);
        const back = unmarshalStruct(marshalStruct(Object.assign(new Doc(), { when })), Doc);
        if (!(back instanceof Doc) || back.when.getTime() !== 0) throw new Error('lost');
        console.log('kept');
      });`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--disable-warning=Warning', '-e', script]);
    expect(stdout).to.equal('kept\n');
  });
});
