// Indexes: composite ones by templates, and properties that are keys by themselves.
import { Entity, Index, IndexField, keys } from 'dynastore';

// right: composite keys, the parts of which may lack
{
  @Index('byDriver', { partition: 'driver/{driver}', sort: '{dueAt}/{parcelId}' })
  class Parcel {
    parcelId!: string;
    driver?: string;
    dueAt?: Date | null;
  }
  void Parcel;
}
// right: a partition key alone, attributes and a projection of its own
{
  @Index('byDriver', { partition: '{driver}', partitionAttribute: 'd', projection: 'KEYS_ONLY' })
  @Index('byLane', { partition: '{lane}', sort: '{parcelId}', sortAttribute: 's', projection: ['note'] })
  class Parcel {
    parcelId!: string;
    driver?: string;
    lane!: string;
  }
  void Parcel;
}
// wrong: an index by a property that there is not
// says: {drivr} is not a property of the class
{
  @Index('byDriver', { partition: 'driver/{drivr}' })
  class Parcel {
    driver?: string;
  }
  void Parcel;
}
// wrong: the sort key of an index by a property that there is not
// says: {due} is not a property of the class
{
  @Index('byDriver', { partition: '{driver}', sort: '{due}' })
  class Parcel {
    driver?: string;
    dueAt?: Date;
  }
  void Parcel;
}
// wrong: an index by a list
// says: {tags} is not a string, number, bigint or Date
{
  @Index('byTag', { partition: '{tags}' })
  class Parcel {
    tags?: string[];
  }
  void Parcel;
}
// wrong: an index by a number without a width
// says: {route} is a number: pad it, as in {route:010}
{
  @Index('byRoute', { partition: 'route/{route}' })
  class Parcel {
    route?: number;
  }
  void Parcel;
}
// wrong: an index without a partition key
// says: partition
{
  @Index('byDriver', { sort: '{driver}' })
  class Parcel {
    driver?: string;
  }
  void Parcel;
}
// wrong: an option of an index that there is not
// says: 'projecton'
{
  @Index('byDriver', { partition: '{driver}', projecton: 'ALL' })
  class Parcel {
    driver?: string;
  }
  void Parcel;
}
// wrong: a projection that there is not
// says: Projection
{
  @Index('byDriver', { partition: '{driver}', projection: 'SOME' })
  class Parcel {
    driver?: string;
  }
  void Parcel;
}

// right: indexes in static keys
{
  @Entity('parcels')
  class Parcel {
    static readonly keys = keys({
      partition: '{depot}',
      sort: '{parcelId}',
      indexes: { byDriver: { partition: '{driver}', sort: '{dueAt}' }, byNote: { partition: '{note}' } },
    });
    depot!: string;
    parcelId!: string;
    driver?: string;
    dueAt?: Date;
    note?: string | null;
  }
  void Parcel;
}
// wrong: an index in static keys by a property that there is not
// says: {drivr} is not a property of the class
{
  @Entity('parcels')
  class Parcel {
    static readonly keys = keys({
      partition: '{depot}',
      sort: '{parcelId}',
      indexes: { byDriver: { partition: '{drivr}' } },
    });
    depot!: string;
    parcelId!: string;
    driver?: string;
  }
  void Parcel;
}
// wrong: an index in static keys by a boolean
// says: {isFragile} is not a string, number, bigint or Date
{
  @Entity('parcels')
  class Parcel {
    static readonly keys = keys({
      partition: 'x',
      sort: '{parcelId}',
      indexes: { byLane: { partition: '{parcelId}', sort: '{isFragile}' } },
    });
    parcelId!: string;
    isFragile?: boolean;
  }
  void Parcel;
}
// wrong: an index in static keys without a partition key
// says: 'partition' is missing
{
  keys({ partition: 'x', sort: 'y', indexes: { byLane: { sort: '{lane}' } } });
}

// right: a property that is a key of an index
{
  class Parcel {
    @IndexField({ index: 'byStatus', key: 'partition' }) status!: 'open' | 'sent';
    @IndexField({ index: 'byStatus', key: 'sort' }) dueAt?: Date;
    @IndexField({ index: 'byWeight', key: 'sort', type: Number }) grams?: number;
    @IndexField({ index: 'byPrice', key: 'sort', type: BigInt }) cents?: bigint | null;
    @IndexField({ index: 'byNote', key: 'partition', type: String }) note?: string | null;
  }
  void Parcel;
}
// right: several properties in one key
{
  class Parcel {
    @IndexField({ index: 'byPlace', key: 'partition', order: 1 }) country!: string;
    @IndexField({ index: 'byPlace', key: 'partition', order: 2, attribute: 'town' }) city!: string;
  }
  void Parcel;
}
// right: attributes beside the payload
{
  class Parcel {
    @IndexField('channel') channel?: string;
    @IndexField() grams!: number;
    @IndexField() tags?: string[];
  }
  void Parcel;
}
// wrong: a number that does not name its type
// says: 'grams' must be a string or Date; or name its type: { type: Number }
{
  class Parcel {
    @IndexField({ index: 'byWeight', key: 'sort' }) grams!: number;
  }
  void Parcel;
}
// wrong: a bigint that is said to be a number
// says: 'cents' must be a number
{
  class Parcel {
    @IndexField({ index: 'byPrice', key: 'sort', type: Number }) cents!: bigint;
  }
  void Parcel;
}
// wrong: text that is said to be a bigint
// says: 'status' must be a bigint
{
  class Parcel {
    @IndexField({ index: 'byStatus', key: 'partition', type: BigInt }) status!: string;
  }
  void Parcel;
}
// wrong: a key of an index that is a list
// says: 'tags' must be a string or Date
{
  class Parcel {
    @IndexField({ index: 'byTag', key: 'partition' }) tags!: string[];
  }
  void Parcel;
}
// wrong: a type that cannot be a key
// says: 'isFragile' must be a string, number, bigint or Date to be a key
{
  class Parcel {
    @IndexField({ index: 'byFragile', key: 'partition', type: Boolean }) isFragile!: boolean;
  }
  void Parcel;
}
// wrong: a key of an index that is neither of the two
// says: "range"
{
  class Parcel {
    @IndexField({ index: 'byStatus', key: 'range' }) status!: string;
  }
  void Parcel;
}
// wrong: a key of no index
// says: index
{
  class Parcel {
    @IndexField({ key: 'sort' }) status!: string;
  }
  void Parcel;
}
// wrong: an option of a key that there is not
// says: 'ordr'
{
  class Parcel {
    @IndexField({ index: 'byStatus', key: 'sort', ordr: 1 }) status!: string;
  }
  void Parcel;
}
// wrong: a key of an index of the class itself
// says: 'status' is static: only properties of instances are stored
{
  class Parcel {
    @IndexField({ index: 'byStatus', key: 'partition' }) static status: string;
  }
  void Parcel;
}
// wrong: an index on a property
// says: a template stands on a class: a property needs none
{
  class Parcel {
    @Index('byDriver', { partition: '{driver}' }) driver!: string;
  }
  void Parcel;
}
