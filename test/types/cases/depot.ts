// What the cases are about: parcels, as a carrier keeps them. No case stands in this file, and it compiles in every mode.
import {
  type KVPair,
  type Repository,
  type RepositoryOf,
  CreatedAt,
  Entity,
  Expires,
  Field,
  Index,
  IndexField,
  Partition,
  Session,
  SortKeyPath,
  Version,
  keys,
} from 'dynastore';

export class Address {
  city!: string;
  zip?: string;
  lines: string[] = [];
  point?: { lat: number; lon: number };
}

/** With static keys: the compiler knows them all. */
@Entity({ table: 'parcels', ttl: '90d' })
export class Parcel {
  static readonly keys = keys({
    partition: 'depot/{depot}',
    sort: 'parcel/{lane}/{receivedAt}/{parcelId}',
    indexes: {
      byDriver: { partition: 'driver/{driver}', sort: '{dueAt}/{parcelId}' },
      byRoute: { partition: 'route/{route:04}' },
    },
  });

  depot!: string;
  lane!: string;
  parcelId!: string;
  driver?: string;
  route?: number;
  @Field(() => Date) receivedAt!: Date;
  @Field(() => Date) dueAt?: Date;
  @IndexField({ index: 'byStatus', key: 'partition' }) status!: 'open' | 'sent';
  grams!: number;
  @Field(() => BigInt) cents!: bigint;
  isFragile!: boolean;
  note?: string | null;
  tags: string[] = [];
  scans?: number[];
  codes!: Set<string>;
  @Field(() => Map) counts!: Map<string, number>;
  label?: Uint8Array;
  @Field(() => Address) to!: Address;
  @Field(() => Address) from?: Address;
  @Field(() => Address) returnTo!: Address | null;
  extra?: Record<string, number>;
  remark?: string | { text: string; by: string };
  @Version() version?: number;
  @Expires() expiresAt?: Date;
  @CreatedAt() createdAt?: Date;

  isLate(now: Date): boolean {
    return this.dueAt !== undefined && this.dueAt < now;
  }
}

/** Keys by decorators of the class: known at run time only. */
@Entity('parcels')
@Partition('driver/{driverId}')
@SortKeyPath('shift/{day}')
@Index('byDay', { partition: 'day/{day}', sort: '{driverId}' })
export class Shift {
  driverId!: string;
  @Field(() => Date) day!: Date;
  hours!: number;
}

/** A constant partition. */
@Entity('parcels')
export class Depot {
  static readonly keys = keys({ partition: 'depots', sort: 'depot/{number:03}' });
  number!: number;
  city!: string;
}

/** One row. */
@Entity('parcels')
export class Tariff {
  static readonly keys = keys({ partition: 'tariff', sort: 'tariff' });
  centsPerKilo!: number;
}

export const session = new Session();
export const parcels: RepositoryOf<typeof Parcel> = session.repository(Parcel);
export const shifts: Repository<Shift> = session.repository(Shift);
export const depots = session.repository(Depot);
export const tariffs = session.repository(Tariff);
export const partition = session.table('parcels').partition('depot/north');

export declare const parcel: Parcel;
export declare const tariff: Tariff;
export declare const row: KVPair;
export declare const day: Date;
export declare const signal: AbortSignal;
export const key = { depot: 'north', lane: 'a', receivedAt: new Date(), parcelId: '1' };
