import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { Entity, Field, type Item, KVPair, Partition, SortKeyPath } from '../../lib/index.js';
import type { EntityCodec } from '../../lib/metadata/codec.js';
import { type Ctor, type FieldType } from '../../lib/metadata/declarations.js';
import { metadataOf } from '../../lib/metadata/entity-metadata.js';
import { loose } from '../support/loose.js';

/** An entity with one property called `value`. */
export interface Holder {
  /** What is stored for a value; `undefined` for what is absent. */
  readonly write: (value: unknown) => AttributeValue | undefined;
  /** What a stored value is read as. */
  readonly read: (stored: AttributeValue | undefined) => unknown;
  /** What a value in a payload of JSON text is read as; `''` for none. */
  readonly readJson: (text: string) => unknown;
}

type Layout = 'payload' | 'json';

/** @param type - what `@Field` names; `undefined`: nothing. */
export function holder(type: (() => unknown) | undefined, layout: Layout = 'payload'): Holder {
  @Entity({ table: 'values', layout })
  @Partition('p')
  @SortKeyPath('s')
  class Holding {
    @loose(type ? Field(type as () => FieldType) : Field()) value: unknown;
  }
  const { codec } = metadataOf(Holding);
  const readPayload = (payload: AttributeValue) => (codec.read(rowOf(payload)) as Holding).value;
  return {
    write: (value) => memberOf(codec.write(Object.assign(new Holding(), { value })).value),
    read: (stored) => readPayload({ M: stored === undefined ? {} : { value: stored } }),
    readJson: (text) => readPayload({ S: text === '' ? '{}' : `{"value":${text}}` }),
  };
}

/** A layout of JSON text has no types to look at: the text of the value. */
function memberOf({ M, S }: AttributeValue): AttributeValue | undefined {
  return S === undefined ? M?.['value'] : { S: S.replace(/^\{(?:"value":)?|\}$/g, '') };
}

export function rowOf(payload: AttributeValue | undefined, more: Item = {}): KVPair {
  return new KVPair({
    id: { S: 'p' },
    name: { S: 's' },
    version: { N: '1' },
    ...(payload && { payload }),
    ...more,
  });
}

/** Writes an entity and reads what was written, as far as a store is not needed for it. */
export function writtenAndRead<T extends object>(Class: Ctor<T>, entity: T): T {
  const { codec } = metadataOf(Class);
  const { partition, key } = codec.writeKey(entity);
  const { value, fields } = codec.write(entity);
  return codec.read(rowOf(value, { ...fields, id: { S: partition }, name: { S: key } })) as T;
}

/** The same for tests that look at the parts. */
export function codecOf(Class: Ctor): EntityCodec {
  return metadataOf(Class).codec;
}
