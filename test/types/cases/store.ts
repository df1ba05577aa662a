// The store under the entities: tables, partitions, records.
import {
  type Duration,
  type KVPairJSON,
  type KVPairList,
  type KVPairPage,
  type Partition,
  type PreviousRow,
  type ReadOption,
  type StorePartition,
  type WriteOption,
  KVPair,
  Table,
  decodeItem,
  marshalStruct,
  readConsistent,
  readConsistentDisable,
  readOptions,
  readScanIndexForwardDisable,
  readWithGlobalIndex,
  readWithLimit,
  readWithLocalIndex,
  readWithStartKey,
  unmarshalStruct,
  writeOptions,
  writeWithBytes,
  writeWithFields,
  writeWithNoExpires,
  writeWithPreviousKV,
  writeWithString,
  writeWithTTL,
} from 'dynastore';
import { Address, partition, row, session, signal } from './depot.js';

// right: tables and partitions
{
  const table: Table = session.table('parcels');
  const one: Partition = table.partition('depot/north');
  const same: StorePartition = one;
  const names: string[] = [table.name, same.name, same.tableName];
  void names;
}
// wrong: a partition that is not named
// says: Expected 1 arguments, but got 0
session.table('parcels').partition();
// wrong: a table by a number
// says: 'number' is not assignable to parameter of type 'string'
session.table(5);

// right: what each method gives
{
  const put: Promise<KVPair> = partition.put('k', { value: 'v', ttl: '15m' }, { fields: { a: { S: 'x' } } });
  const got: Promise<KVPair> = partition.get('k', { consistent: true, includeExpired: true, signal });
  const found: Promise<KVPair | undefined> = partition.find('k');
  const is: Promise<boolean> = partition.exists('k');
  const gone: Promise<void> = partition.delete('k', { exact: true });
  const list: KVPairList = partition.list('', { limit: 5, scanIndexForward: false });
  const page: Promise<KVPairPage> = partition.listPage('a', readWithLimit(5), readWithStartKey('token'));
  const changed: Promise<KVPair> = partition.atomicPut('k', { value: new Uint8Array(), previous: row });
  const removed: Promise<boolean> = partition.atomicDelete('k', row, { exact: true });
  void [put, got, found, is, gone, list, page, changed, removed];
}
// right: the same on a table, with the partition key first
{
  const table = session.table('parcels');
  table.put('p', 'k', { value: { M: {} }, expires: 'never' });
  table.get('p', 'k', readConsistent());
  table.find('p', 'k');
  table.exists('p', 'k');
  table.list('p', '');
  table.listPage('p', 'a', readWithLocalIndex('i', 's'));
  table.atomicPut('p', 'k', writeWithPreviousKV(row));
  table.atomicDelete('p', 'k', row);
  table.delete('p', 'k');
}
// wrong: a sort key less on a table
// says: arguments, but got 1
session.table('parcels').get('p');
// wrong: a key that is a number
// says: 'number' is not assignable to parameter of type 'string'
partition.get(5);
// wrong: a limit of one record's read
// says: 'limit'
partition.get('k', { limit: 1 });
// wrong: an index of one record's read
// says: 'index'
partition.find('k', { index: { name: 'i' } });
// wrong: a token for one record's read
// says: 'startKey'
partition.exists('k', { startKey: 'token' });
// wrong: a previous record of a put, which is unconditional
// says: 'previous'
partition.put('k', { value: 'v', previous: row });
// wrong: exact of a put
// says: 'exact'
partition.put('k', { exact: true });
// wrong: a value of a delete
// says: 'value'
partition.delete('k', { value: 'v' });
// wrong: an option that there is not
// says: 'consistant'
partition.list('', { consistant: true });
// wrong: a value that is a number
// says: 'number' is not assignable to type
partition.put('k', { value: 5 });
// wrong: a value that is a plain object
// says: 'name'
partition.put('k', { value: { name: 'Ada' } });
// wrong: fields that are no attribute values
// says: 'string' is not assignable to type
partition.put('k', { fields: { a: 'x' } });
// wrong: an expiry as text
// says: '"tomorrow"' is not assignable to type
partition.put('k', { expires: 'tomorrow' });
// wrong: a lifetime that is a Date
// says: 'Date' is not assignable to type
partition.put('k', { ttl: new Date() });
// wrong: options in an array
// says: has no properties in common
partition.put('k', [{ value: 'v' }]);
// wrong: an index that is a name alone
// says: 'string' is not assignable to type 'IndexRead'
partition.list('', { index: 'byStatus' });
// wrong: a page, taken for a list
// says: toArray
partition.listPage('').toArray();
// wrong: a previous record that lacks its version
// says: version
partition.atomicPut('k', { previous: { partition: 'p', key: 'k' } });

// right: batches
{
  const many: Promise<(KVPair | undefined)[]> = partition.getMany(['a', 'b'], { consistent: true });
  const put: Promise<void> = partition.putMany([{ key: 'a', value: 'v', ttl: 60 }], { onProgress: () => {} });
  const gone: Promise<void> = partition.deleteMany(['a'], { signal });
  void [many, put, gone];
}
// wrong: a row of a batch without a key
// says: key
partition.putMany([{ value: 'v' }]);
// wrong: a row of a batch with a previous record
// says: 'previous'
partition.putMany([{ key: 'a', previous: row }]);
// wrong: keys of a batch that are numbers
// says: 'number' is not assignable to type 'string'
partition.getMany([1, 2]);

// right: a record
{
  const versions: [number, string] = [row.version, row.versionText];
  const expires: number | undefined = row.expires;
  const address: Address = row.decodeValue(Address);
  const fields: unknown = row.decodeFields();
  const texts: string = row.stringValue() + String(row.bytesValue().length);
  const read: KVPair = decodeItem({ id: { S: 'p' }, name: { S: 'k' } });
  const previous: PreviousRow = { partition: 'p', key: 'k', version: '5' };
  void [versions, expires, address, fields, texts, read, previous, row.fields['a']?.S, row.value?.M];
  const json: KVPairJSON = row.toJSON();
  const version: string = json.version;
  const members: Record<string, unknown> = json;
  void [version, members, json.expires, json.value?.S, json.fields['a']?.S];
  partition.atomicPut('k', { previous: json });
  partition.atomicDelete('k', row.toJSON());
}
// wrong: a record that is changed
// says: 'version' because it is a read-only property
row.version = 5;
// wrong: a decoded value, taken for what it may not be
// says: 'unknown' is not assignable to type
{
  const address: Address = row.decodeValue<unknown>();
  void address;
}
// wrong: a class that needs arguments
// says: Newable
{
  class Stamp {
    constructor(readonly cents: number) {}
  }
  row.decodeValue(Stamp);
}

// right: options by builders
{
  const read: ReadOption = readOptions(readConsistentDisable(), readScanIndexForwardDisable(), readWithLimit(5), {
    ...readWithGlobalIndex('i', 'pk', 'sk'),
  });
  const ttl: Duration = '15m';
  const write: WriteOption = writeOptions(writeWithString('v'), writeWithTTL(ttl), writeWithFields({ a: { N: '1' } }));
  partition.list('', read);
  partition.atomicPut('k', write, writeWithBytes(new Uint8Array(2)), writeWithNoExpires());
}
// wrong: a limit that is text
// says: 'string' is not assignable to parameter of type 'number'
readWithLimit('5');
// wrong: a lifetime of a list
// says: 'ttl'
readOptions({ ttl: 5 });
// wrong: bytes that are text
// says: 'string' is not assignable to parameter of type
writeWithBytes('v');

// right: objects in attribute values
{
  const address: Address = unmarshalStruct(marshalStruct(new Address()), Address);
  const anything: unknown = unmarshalStruct({ S: 'x' });
  void [address, anything];
}
// wrong: a text as an object
// says: 'string' is not assignable to parameter of type 'object'
marshalStruct('x');
