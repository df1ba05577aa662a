import { type AttributeValue, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { Entity, Expires, Field, Partition, Session, SortKeyPath, UpdatedAt, Version } from '../../lib/index.js';
import type { Item } from '../../lib/record/layout.js';
import type { TestEngine } from '../support/engines.js';
import { StoppedClock } from '../support/stopped-clock.js';

// The entity that patches are tried on, and the rows beneath it.

export class Geo {
  @Field() hits?: number | null;
  @Field() label?: string;
}
export class Address {
  @Field() city?: string | null;
  @Field(() => [String]) lines?: string[];
  @Field(() => Geo) geo?: Geo | null;
}

@Entity('things')
@Partition('thing/{tenant}')
@SortKeyPath('{id}')
export class Thing {
  tenant!: string;
  id!: string;
  @Field(() => Number) count?: number | null;
  @Field(() => BigInt) great?: bigint;
  @Field({ name: 't' }) text?: string | null;
  @Field(() => [String]) list?: string[] | null;
  @Field(() => Set) tags!: Set<string>;
  @Field(() => Set) sizes!: Set<number>;
  @Field(() => Address) address?: Address | null;
  @Field(() => Map) data?: Map<string, unknown>;
  @Field(() => Date) when?: Date;
  @Field(() => Uint8Array) bytes?: Uint8Array;
  @UpdatedAt() updatedAt?: Date;
  @Expires() expiresAt?: Date | null;
  @Version() version?: number;
}

/** The same as JSON text. */
@Entity({ table: 'things', layout: 'json' })
@Partition('json/{tenant}')
export class JsonThing extends Thing {}

export interface PatchStage {
  readonly engine: TestEngine;
  readonly table: string;
  readonly clock: StoppedClock;
  readonly session: Session;
  /** The commands sent since the last call, without the reads that make up for what an engine's refusals leave out. */
  commands(): string[];
}

/** @param table - its name; the engine has it already. */
export function openPatchStage(engine: TestEngine, table: string): PatchStage {
  const clock = new StoppedClock();
  const sent: string[] = [];
  const hooks = {
    requestBuilt: (_: unknown, { command, input }: { command: string; input: object }) => {
      const isMakeUp = command === 'GetItem' && (input as { ConsistentRead?: boolean }).ConsistentRead;
      if (engine.supports.returnsRowOnRefusal || !isMakeUp) sent.push(command);
    },
  };
  const session = new Session(engine.client, { clock, hooks, tableName: () => table });
  return { engine, table, clock, session, commands: () => sent.splice(0) };
}

/** Lays down a row as any program could have written it. */
export async function layRow({ engine, table }: PatchStage, id: string, payload: AttributeValue, more: Item = {}) {
  const Item = { id: { S: 'thing/acme' }, name: { S: id }, version: { N: '4' }, payload, ...more };
  await engine.client.send(new PutItemCommand({ TableName: table, Item }));
}

/** What lies there, without the marks. */
export async function rowOf(
  { engine, table }: Pick<PatchStage, 'engine' | 'table'>,
  id: string,
  partition = 'thing/acme',
) {
  const Key = { id: { S: partition }, name: { S: id } };
  const { Item } = await engine.client.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }));
  return Item && Object.fromEntries(Object.entries(Item).filter(([name]) => !name.startsWith('_w')));
}
