// `@Entity` and its options.
import { type StandardSchema, Entity, keys } from 'dynastore';

declare const schema: StandardSchema;

// right: the name of a table
{
  @Entity('parcels')
  class Parcel {
    parcelId!: string;
  }
  void Parcel;
}
// right: all options
{
  @Entity({ table: 'parcels', name: 'parcel', ttl: '90d', strict: true, layout: 'json', schema })
  class Parcel {
    parcelId!: string;
  }
  @Entity({ table: 'parcels', ttl: 3600 })
  class Letter {
    letterId!: string;
  }
  void [Parcel, Letter];
}
// right: a schema of any library that follows the standard
{
  interface Success<Output> {
    readonly value: Output;
    readonly issues?: undefined;
  }
  interface Failure {
    readonly issues: readonly { readonly message: string }[];
  }
  interface Schema<Output> {
    readonly '~standard': {
      readonly version: 1;
      readonly vendor: string;
      readonly validate: (
        value: unknown,
        options?: { readonly libraryOptions?: object },
      ) => Success<Output> | Failure | Promise<Success<Output> | Failure>;
      readonly types?: { readonly output: Output } | undefined;
    };
  }
  const parcelSchema: Schema<{ parcelId: string }> = {
    '~standard': { version: 1, vendor: 'own', validate: () => ({ issues: [{ message: 'no' }] }) },
  };
  @Entity({ table: 'parcels', schema: parcelSchema })
  class Parcel {
    parcelId!: string;
  }
  void Parcel;
}
// wrong: no table
// says: Expected 1 arguments, but got 0
{
  @Entity()
  class Parcel {
    parcelId!: string;
  }
  void Parcel;
}
// wrong: options without a table
// says: EntityOptions
{
  @Entity({ name: 'parcel' })
  class Parcel {
    parcelId!: string;
  }
  void Parcel;
}
// wrong: an option that there is not
// says: 'tabel'
{
  @Entity({ table: 'parcels', tabel: 'x' })
  class Parcel {
    parcelId!: string;
  }
  void Parcel;
}
// wrong: a layout that there is not
// says: '"xml"'
{
  @Entity({ table: 'parcels', layout: 'xml' })
  class Parcel {
    parcelId!: string;
  }
  void Parcel;
}
// wrong: a lifetime that is a Date
// says: 'Date'
{
  @Entity({ table: 'parcels', ttl: new Date() })
  class Parcel {
    parcelId!: string;
  }
  void Parcel;
}
// right: a schema that always succeeds, at once or later
{
  @Entity({
    table: 'parcels',
    schema: { '~standard': { version: 1, vendor: 'own', validate: (value) => ({ value }) } },
  })
  class Parcel {
    parcelId!: string;
  }
  @Entity({
    table: 'letters',
    schema: { '~standard': { version: 1, vendor: 'own', validate: async (value) => ({ value }) } },
  })
  class Letter {
    letterId!: string;
  }
  void [Parcel, Letter];
}
// wrong: a schema that is none
// says: StandardSchema
{
  @Entity({ table: 'parcels', schema: { parse: () => true } })
  class Parcel {
    parcelId!: string;
  }
  void Parcel;
}
// wrong: an entity that is a property
// says: an entity is a class
{
  class Parcel {
    @Entity('parcels') parcelId!: string;
  }
  void Parcel;
}
// wrong: a table of its own name for each class of a number
// says: 'number' is not assignable
{
  @Entity(5)
  class Parcel {
    parcelId!: string;
  }
  void Parcel;
}
// right: keys of a parent, which the child has too
{
  class Parcel {
    static readonly keys = keys({ partition: 'x', sort: '{parcelId}' });
    parcelId!: string;
  }
  @Entity('parcels')
  class Letter extends Parcel {
    stamps!: number;
  }
  void Letter;
}
