import { Entity, Field, IndexField, Partition, SortKeyPath, Version } from '../../lib/index.js';

export const TABLE = 'parcels';
export const DEPOT = 'melbourne-04';
export const HOW_MANY = 1000;

/** What every competitor stores: about 900 bytes as DynamoDB's JSON, with every kind of value that is common. */
export interface ParcelData {
  depot: string;
  number: string;
  route: string;
  dueAt: string;
  contents: string;
  weight: number;
  insured: boolean;
  acceptedAt: Date;
  labels: string[];
  address: { street: string; city: string; zip: string; latitude: number; verified: boolean };
  handlers: Set<string>;
  /** Missing in all of them: absent attributes are common too. */
  remark?: string;
  version?: number;
}

export function parcelData(position: number): ParcelData {
  const number = String(position).padStart(6, '0');
  return {
    depot: DEPOT,
    number,
    route: `route-${position % 97}`,
    dueAt: `2026-11-${String(1 + (position % 28)).padStart(2, '0')}T10:00Z ${number}`,
    contents: `Consignment ${number}: twenty reading lamps, twenty shades, forty bulbs, packed in two boxes each, to be kept upright and dry, and handed over at the reception of the east wing between nine and five only.`,
    weight: 19.75 + position,
    insured: position % 2 === 0,
    acceptedAt: new Date(Date.UTC(2026, 0, 1) + position * 60_000),
    labels: Array.from({ length: 10 }, (_, index) => `label-${index}-${number}`),
    address: { street: `${position} Long Street`, city: 'Melbourne', zip: '3000', latitude: -37.8136, verified: true },
    handlers: new Set(['intake', 'sorting', 'loading', 'driver', `desk-${number}`]),
  };
}

/** What the workload `update` changes. */
export const CHANGE = { contents: 'Two boxes of bulbs, the rest to follow', weight: 4.25, insured: false };

class Address {
  @Field() street!: string;
  @Field() city!: string;
  @Field() zip!: string;
  @Field(() => Number) latitude!: number;
  @Field(() => Boolean) verified!: boolean;
}

@Entity(TABLE)
@Partition('depot/{depot}')
@SortKeyPath('parcel/{number}')
export class Parcel implements ParcelData {
  @Field() depot!: string;
  @Field() number!: string;
  @IndexField({ index: 'byRoute', key: 'partition' }) route!: string;
  @IndexField({ index: 'byRoute', key: 'sort' }) dueAt!: string;
  @Field() contents!: string;
  @Field(() => Number) weight!: number;
  @Field(() => Boolean) insured!: boolean;
  @Field(() => Date) acceptedAt!: Date;
  @Field(() => [String]) labels!: string[];
  @Field(() => Address) address!: Address;
  @Field(() => Set) handlers!: Set<string>;
  @Field() remark?: string;
  @Version() version?: number;
}

export function parcel(data: ParcelData): Parcel {
  return Object.assign(new Parcel(), data, { address: Object.assign(new Address(), data.address) });
}
