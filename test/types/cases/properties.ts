// Decorators of properties: what they stand on, and what it holds.
import { CreatedAt, Expires, Field, Partition, SortKeyPath, UpdatedAt, Version } from 'dynastore';
import { Address } from './depot.js';

// right: a version is a number
{
  class Parcel {
    @Version() version?: number;
  }
  void Parcel;
}
// right: a version that is declared as always there
{
  class Parcel {
    @Version() version!: number;
  }
  void Parcel;
}
// wrong: a version that is text
// says: 'version' must be a number
{
  class Parcel {
    @Version() version?: string;
  }
  void Parcel;
}
// wrong: a version that is a bigint
// says: 'version' must be a number
{
  class Parcel {
    @Version() version?: bigint;
  }
  void Parcel;
}
// wrong: a version that may be null
// says: 'version' must be a number
{
  class Parcel {
    @Version() version: number | null = null;
  }
  void Parcel;
}
// wrong: a version of the class itself
// says: 'version' is static: only properties of instances are stored
{
  class Parcel {
    @Version() static version?: number;
  }
  void Parcel;
}
// wrong: a decorator of properties on a class
// says: it stands on a class, and describes a property
{
  @Version()
  class Parcel {
    version?: number;
  }
  void Parcel;
}

// right: an expiry is a Date, or null for none
{
  class Parcel {
    @Expires() expiresAt?: Date | null;
  }
  void Parcel;
}
// wrong: an expiry in seconds that does not say so
// says: 'expiresAt' must be a Date
{
  class Parcel {
    @Expires() expiresAt?: number;
  }
  void Parcel;
}
// right: an expiry in seconds
{
  class Parcel {
    @Expires({ as: 'seconds' }) expiresAt?: number | null;
  }
  void Parcel;
}
// wrong: an expiry in seconds that is a Date
// says: 'expiresAt' must be a number (epoch seconds)
{
  class Parcel {
    @Expires({ as: 'seconds' }) expiresAt?: Date;
  }
  void Parcel;
}
// wrong: an expiry in a unit that there is not
// says: '"millis"' is not assignable to type '"seconds"'
{
  class Parcel {
    @Expires({ as: 'millis' }) expiresAt?: number;
  }
  void Parcel;
}

// right: moments that keep themselves
{
  class Parcel {
    @CreatedAt() createdAt?: Date;
    @UpdatedAt() updatedAt!: Date;
  }
  void Parcel;
}
// wrong: a moment of creation that is text
// says: 'createdAt' must be a Date
{
  class Parcel {
    @CreatedAt() createdAt?: string;
  }
  void Parcel;
}
// wrong: a moment of change that is a number
// says: 'updatedAt' must be a Date
{
  class Parcel {
    @UpdatedAt() updatedAt?: number;
  }
  void Parcel;
}

// right: types that @Field names
{
  class Parcel {
    @Field(() => String) status!: 'open' | 'sent';
    @Field(() => Number) grams!: number;
    @Field(() => BigInt) cents?: bigint;
    @Field(() => Boolean) isFragile!: boolean;
    @Field(() => Date) at!: Date | null;
    @Field(() => Uint8Array) label?: Uint8Array;
    @Field(() => Set) codes!: Set<string>;
    @Field(() => Set) fixed?: ReadonlySet<string>;
    @Field(() => Map) counts!: Map<string, number>;
    @Field(() => Map) names?: ReadonlyMap<string, string>;
    @Field(() => Address) to!: Address;
  }
  void Parcel;
}
// right: lists, and the class itself
{
  class Parcel {
    @Field(() => [String]) tags: string[] = [];
    @Field(() => [Number]) scans?: readonly number[];
    @Field(() => [Date]) stops!: Date[] | null;
    @Field(() => [Address]) route: Address[] = [];
    @Field(() => Parcel) box?: Parcel;
    @Field(() => [Parcel]) content?: Parcel[];
  }
  void Parcel;
}
// right: lists with gaps, and what a type parameter is
{
  class Parcel<Content> {
    @Field(() => [Date]) stops!: (Date | null)[];
    @Field(() => [Address]) route?: readonly (Address | null)[];
    @Field() content!: Content;
    @Field() list!: Content[];
  }
  void Parcel;
}
// right: an abstract class, of which the property holds a child
{
  abstract class Place {
    city!: string;
  }
  class Box extends Place {
    box!: string;
  }
  class Parcel {
    @Field(() => Place) to!: Place;
    @Field(() => Place) from!: Box;
  }
  void Parcel;
}
// right: a name of its own in the payload, with and without a type
{
  class Parcel {
    @Field({ name: 'g' }) grams!: number;
    @Field(() => Date, { name: 'd' }) dueAt?: Date;
    @Field() note?: string;
  }
  void Parcel;
}
// wrong: a Date where text is
// says: 'dueAt' must be of the type that @Field names
{
  class Parcel {
    @Field(() => Date) dueAt?: string;
  }
  void Parcel;
}
// wrong: a list where one is
// says: 'to' must be of the type that @Field names
{
  class Parcel {
    @Field(() => [Address]) to!: Address;
  }
  void Parcel;
}
// wrong: one where a list is
// says: 'route' must be of the type that @Field names
{
  class Parcel {
    @Field(() => Address) route: Address[] = [];
  }
  void Parcel;
}
// wrong: a list of something else
// says: 'scans' must be of the type that @Field names
{
  class Parcel {
    @Field(() => [String]) scans!: number[];
  }
  void Parcel;
}
// wrong: a class where another is
// says: 'to' must be of the type that @Field names
{
  class Box {
    box!: string;
  }
  class Parcel {
    @Field(() => Address) to!: Box;
  }
  void Parcel;
}
// wrong: a number where a bigint is
// says: 'cents' must be of the type that @Field names
{
  class Parcel {
    @Field(() => Number) cents!: bigint;
  }
  void Parcel;
}
// wrong: a set where a list is
// says: 'codes' must be of the type that @Field names
{
  class Parcel {
    @Field(() => Set) codes!: string[];
  }
  void Parcel;
}
// wrong: a class that is not in a function
// says: 'typeof Address' is not assignable to parameter of type 'FieldOptions | (() => unknown)
{
  class Parcel {
    @Field(Address) to!: Address;
  }
  void Parcel;
}
// wrong: a list of two types
// says: 'route' must be of one type: @Field(() => Date), or @Field(() => [Date]) for a list
{
  class Parcel {
    @Field(() => [Address, Address]) route: Address[] = [];
  }
  void Parcel;
}
// wrong: an option that there is not
// says: 'nam'
{
  class Parcel {
    @Field(() => Date, { nam: 'd' }) dueAt?: Date;
  }
  void Parcel;
}
// wrong: a property that is #private
// says: '#dueAt' is #private: it cannot be stored
// or: Decorators are not valid here
{
  class Parcel {
    @Field(() => Date) #dueAt?: Date;
    due(): Date | undefined {
      return this.#dueAt;
    }
  }
  void Parcel;
}

// wrong: options twice
// says: is not assignable to parameter of type 'undefined'
{
  class Parcel {
    @Field({ name: 'g' }, { name: 'grams' }) grams!: number;
  }
  void Parcel;
}
// wrong: a method
// says: 'weigh' is no field: only fields are stored
{
  class Parcel {
    @Field() weigh(): number {
      return 1;
    }
  }
  void Parcel;
}
// wrong: a getter
// says: 'weight' is no field: only fields are stored
{
  class Parcel {
    @Field(() => Number) get weight(): number {
      return 1;
    }
  }
  void Parcel;
}
// wrong: an accessor
// says: 'grams' is no field: only fields are stored
{
  class Parcel {
    @Field(() => Number) accessor grams = 1;
  }
  void Parcel;
}
// wrong: a property that is not public, in one mode told by name
// says: 'secret' is not public: it cannot be stored
// or: 'secret' must be a Date
{
  class Parcel {
    @Expires() private secret = 5;
    reveal(): number {
      return this.secret;
    }
  }
  void Parcel;
}

// right: a property that is the whole key
{
  class Parcel {
    @Partition() depot!: string;
    @SortKeyPath() receivedAt!: Date;
  }
  void Parcel;
}
// wrong: a whole key that is a number
// says: 'count' must be a string or Date that is always there
{
  class Parcel {
    @SortKeyPath() count!: number;
  }
  void Parcel;
}
// wrong: a whole key that may be undefined
// says: 'depot' must be a string or Date that is always there
{
  class Parcel {
    @Partition() depot?: string;
  }
  void Parcel;
}
// wrong: a template on a property
// says: a template stands on a class: a property needs none
{
  class Parcel {
    @Partition('{depot}') depot!: string;
  }
  void Parcel;
}
// wrong: a class without a template
// says: it stands on a class, and describes a property
{
  @Partition()
  class Parcel {
    depot!: string;
  }
  void Parcel;
}
