// Templates of keys, by decorators of a class and by `keys()`.
import { Entity, Partition, SortKeyPath, keys } from 'dynastore';

// right: placeholders that name properties
{
  @Entity('parcels')
  @Partition('depot/{depot}')
  @SortKeyPath('{lane}/{parcelId}')
  class Parcel {
    depot!: string;
    lane!: string;
    parcelId!: string;
  }
  void Parcel;
}
// wrong: a placeholder of the partition key that names none
// says: {depott} is not a property of the class
{
  @Entity('parcels')
  @Partition('depot/{depott}')
  @SortKeyPath('all')
  class Parcel {
    depot!: string;
  }
  void Parcel;
}
// wrong: a placeholder of the sort key that names none
// says: {parcel_id} is not a property of the class
{
  @Entity('parcels')
  @Partition('depots')
  @SortKeyPath('{lane}/{parcel_id}')
  class Parcel {
    lane!: string;
    parcelId!: string;
  }
  void Parcel;
}
// wrong: two mistakes in one template, both told
// says: {a} is not a property of the class" | "{b} is not a property of the class
{
  @SortKeyPath('{a}/{b}')
  class Parcel {
    parcelId!: string;
  }
  void Parcel;
}

// right: constants
{
  @Entity('parcels')
  @Partition('depots')
  @SortKeyPath('north')
  class Depot {
    city!: string;
  }
  void Depot;
}
// wrong: an empty constant
// says: a key is never empty
{
  @Partition('')
  class Depot {
    city!: string;
  }
  void Depot;
}

// right: an index alone may lack a part; a key that is there always does not
{
  @Partition('{depot}')
  class Parcel {
    depot!: string;
    note?: string;
  }
  void Parcel;
}
// wrong: a part that may be undefined
// says: {note} may be undefined: a part of a key is always there
{
  @Partition('{note}')
  class Parcel {
    note?: string;
  }
  void Parcel;
}
// wrong: a part that may be null
// says: {note} may be undefined: a part of a key is always there
{
  @Partition('{note}')
  class Parcel {
    note!: string | null;
  }
  void Parcel;
}

// right: every type that can be a part of a key
{
  @Partition('{depot}')
  @SortKeyPath('{status}#{at}#{count:04}#{great:020}')
  class Parcel {
    depot!: string;
    status!: 'open' | 'sent';
    at!: Date;
    count!: number;
    great!: bigint;
  }
  void Parcel;
}
// wrong: a boolean in a key
// says: {isFragile} is not a string, number, bigint or Date
{
  @SortKeyPath('{isFragile}')
  class Parcel {
    isFragile!: boolean;
  }
  void Parcel;
}
// wrong: a list in a key
// says: {tags} is not a string, number, bigint or Date
{
  @SortKeyPath('{tags}')
  class Parcel {
    tags: string[] = [];
  }
  void Parcel;
}
// wrong: a method in a key
// says: {isLate} is not a string, number, bigint or Date
{
  @SortKeyPath('{isLate}')
  class Parcel {
    isLate(): boolean {
      return false;
    }
  }
  void Parcel;
}
// wrong: a number without a width
// says: {count} is a number: pad it, as in {count:010}
{
  @SortKeyPath('parcel/{count}')
  class Parcel {
    count!: number;
  }
  void Parcel;
}
// wrong: a bigint without a width
// says: {great} is a number: pad it, as in {great:010}
{
  @SortKeyPath('parcel/{great}')
  class Parcel {
    great!: bigint;
  }
  void Parcel;
}
// wrong: text with a width
// says: {parcelId:010} is not a number: only numbers are padded
{
  @SortKeyPath('parcel/{parcelId:010}')
  class Parcel {
    parcelId!: string;
  }
  void Parcel;
}

// right: a rest that is raw, at the end
{
  @SortKeyPath('{lane}/{+path}')
  class Parcel {
    lane!: string;
    path!: string;
  }
  void Parcel;
}
// wrong: a rest that names no property
// says: {+rest} is not a property of the class
{
  @SortKeyPath('{lane}/{+rest}')
  class Parcel {
    lane!: string;
  }
  void Parcel;
}
// wrong: a rest that something follows
// says: {+path} stands at the end only
{
  @SortKeyPath('{+path}/{lane}')
  class Parcel {
    lane!: string;
    path!: string;
  }
  void Parcel;
}
// wrong: a rest of another type than text
// says: {+at} is not text: only text is raw
{
  @SortKeyPath('{+at}')
  class Parcel {
    at!: Date;
  }
  void Parcel;
}
// wrong: two placeholders with nothing between them
// says: '{lane}{parcelId}' needs a delimiter, such as /, between its placeholders
{
  @SortKeyPath('{lane}{parcelId}')
  class Parcel {
    lane!: string;
    parcelId!: string;
  }
  void Parcel;
}

// wrong: two placeholders with a letter between them
// says: '{lane}x{parcelId}' needs a delimiter, such as /, between its placeholders
{
  @SortKeyPath('{lane}x{parcelId}')
  class Parcel {
    lane!: string;
    parcelId!: string;
  }
  void Parcel;
}
// right: placeholders with any other character between them
{
  @SortKeyPath('{lane}-to-{city} {parcelId}|x')
  class Parcel {
    lane!: string;
    city!: string;
    parcelId!: string;
  }
  void Parcel;
}
// wrong: a brace that is not closed
// says: '{lane}/{parcelId' has a brace without its other half
{
  @SortKeyPath('{lane}/{parcelId')
  class Parcel {
    lane!: string;
    parcelId!: string;
  }
  void Parcel;
}
// wrong: a brace that is not opened
// says: 'lane}' has a brace without its other half
{
  @SortKeyPath('lane}')
  class Parcel {
    lane!: string;
  }
  void Parcel;
}
// wrong: braces with nothing in them
// says: {} is not a property of the class
{
  @SortKeyPath('parcel/{}')
  class Parcel {
    parcelId!: string;
  }
  void Parcel;
}
// wrong: a width without a zero
// says: {count:10} has no width: write it as in {count:010}
{
  @SortKeyPath('{count:10}')
  class Parcel {
    count!: number;
  }
  void Parcel;
}
// wrong: a width that no number has
// says: {count:039} is wider than 38 digits, which no number is
{
  @SortKeyPath('{count:039}')
  class Parcel {
    count!: number;
  }
  void Parcel;
}
// right: the greatest width, and a part of any type
{
  @Partition('{count:038}')
  @SortKeyPath('{any}')
  class Parcel {
    count!: number;
    any!: any;
  }
  void Parcel;
}
// wrong: a number or text
// says: {mixed} is a number: pad it, as in {mixed:010}
{
  @SortKeyPath('{mixed}')
  class Parcel {
    mixed!: string | number;
  }
  void Parcel;
}
// right: text with a brand, and texts of an enum
{
  enum Lane {
    North = 'north',
    South = 'south',
  }
  @SortKeyPath('{lane}/{parcelId}')
  class Parcel {
    lane!: Lane;
    parcelId!: string & { readonly brand: 'parcel' };
  }
  void Parcel;
}
// right: a property twice in one template, and in both
{
  @Partition('{depot}')
  @SortKeyPath('{depot}/{depot}')
  class Parcel {
    depot!: string;
  }
  void Parcel;
}

// right: inherited properties, and a class that is abstract
{
  abstract class Tracked {
    trackingId!: string;
  }
  @Entity('parcels')
  @Partition('tracked')
  @SortKeyPath('{trackingId}')
  abstract class Parcel extends Tracked {
    grams!: number;
  }
  class Letter extends Parcel {}
  void Letter;
}
// wrong: a property of a child in the key of its parent
// says: {letterId} is not a property of the class
{
  @SortKeyPath('{letterId}')
  class Parcel {
    grams!: number;
  }
  class Letter extends Parcel {
    letterId!: string;
  }
  void Letter;
}
// wrong: a property that is not public
// says: {secret} is not a property of the class
{
  @SortKeyPath('{secret}')
  class Parcel {
    private secret = '';
    reveal(): string {
      return this.secret;
    }
  }
  void Parcel;
}

// right: a template that is computed
{
  const prefix: string = process.env['PREFIX'] ?? 'x';
  @Partition(`${prefix}/{depot}`)
  @SortKeyPath(prefix)
  class Parcel {
    depot!: string;
  }
  void Parcel;
}
// right: a class whose constructor has parameters
{
  @Partition('{depot}')
  class Parcel {
    constructor(
      readonly depot: string = '',
      readonly lane: string = '',
    ) {}
  }
  void Parcel;
}

// right: the same by keys()
{
  @Entity('parcels')
  class Parcel {
    static readonly keys = keys({ partition: 'depot/{depot}', sort: '{count:04}' });
    depot!: string;
    count!: number;
  }
  void Parcel;
}
// wrong: keys() with a placeholder that names no property
// says: {depott} is not a property of the class
{
  @Entity('parcels')
  class Parcel {
    static readonly keys = keys({ partition: 'depot/{depott}', sort: 'all' });
    depot!: string;
  }
  void Parcel;
}
// wrong: keys() with a number without a width
// says: {count} is a number: pad it, as in {count:010}
{
  @Entity('parcels')
  class Parcel {
    static readonly keys = keys({ partition: 'depots', sort: '{count}' });
    count!: number;
  }
  void Parcel;
}
// wrong: keys() with a part that may be undefined
// says: {note} may be undefined: a part of a key is always there
{
  @Entity('parcels')
  class Parcel {
    static readonly keys = keys({ partition: 'depots', sort: '{note}' });
    note?: string;
  }
  void Parcel;
}
// wrong: keys() without a sort key
// says: 'sort'
{
  keys({ partition: 'depots' });
}
// wrong: keys() with a name that it does not know
// says: 'index'
{
  keys({ partition: 'depots', sort: 'x', index: {} });
}
// wrong: templates that are not text
// says: 'number' is not assignable to
{
  keys({ partition: 5, sort: 'x' });
}
