import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { ParcelData } from './parcel.js';

/** One way to do the same work. Entities are prepared beforehand, in the form in which a program would hold them. */
export interface Competitor<E = unknown> {
  /** What a program would hold: an instance, a plain object. Not timed. */
  prepare(data: ParcelData): E;
  /** Writes one entity whatever is there. */
  put(entity: E): Promise<unknown>;
  /** Reads one, with dates as Date and sets as Set. */
  get(number: string): Promise<ParcelData>;
  /** Reads one page. */
  query(): Promise<readonly ParcelData[]>;
  /** Changes one at its version, and returns it as it is then. */
  update(number: string, version: number): Promise<ParcelData>;
  /** Reads one, changes it at its version, meets a conflict, and changes it as it is by then, which the conflict tells. */
  updateInConflict(number: string): Promise<ParcelData>;
  /** Writes all of them, in as many requests as that takes. */
  batch(entities: readonly E[]): Promise<unknown>;
}

/** A module of `competitors/`: the name of the file is the name in the table. */
export interface CompetitorModule {
  open(client: DynamoDBClient): Competitor;
}

export const WORKLOADS = ['put', 'get', 'query 100', 'query 1,000', 'update', 'conflict', 'batch 1,000'] as const;
export type Workload = (typeof WORKLOADS)[number];
