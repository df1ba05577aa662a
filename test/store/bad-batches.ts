import { type BadInput, anything, inputs } from './bad-inputs.js';

const BATCHES = { getMany: 'GetMany', putMany: 'PutMany', deleteMany: 'DeleteMany' } as const;
type Batch = keyof typeof BATCHES;

function add(
  what: string,
  batches: readonly Batch[],
  args: readonly unknown[],
  more: { code?: BadInput['code'] & string; key?: string } = {},
) {
  for (const batch of batches) {
    inputs.set(`${batch}: ${what}`, {
      run: ({ partition }) => (partition[batch] as (...all: unknown[]) => unknown).apply(partition, [...args]),
      ...(more.code && { code: more.code }),
      names: {
        operation: BATCHES[batch],
        table: 'shop',
        partition: 'p',
        ...(more.key !== undefined && { key: more.key }),
      },
    });
  }
}

const ALL: readonly Batch[] = ['getMany', 'putMany', 'deleteMany'];
const OF_KEYS: readonly Batch[] = ['getMany', 'deleteMany'];

for (const list of [undefined, null, 'k', 5, {}, new Set(['k'])]) {
  add(`a list that is ${list instanceof Set ? 'a Set' : JSON.stringify(list)}`, ALL, [list]);
}
for (const key of [undefined, null, 5, {}]) {
  add(`a key that is ${JSON.stringify(key)}, among others`, OF_KEYS, [['k', key]]);
  add(`a key that is ${JSON.stringify(key)}, among others`, ['putMany'], [[{ key: 'k' }, { key }]]);
}
for (const key of ['', 'a\ud800', 'x'.repeat(1025)]) {
  add(`a key of ${key.length} characters, among others`, OF_KEYS, [['k', key]], { key });
  add(`a key of ${key.length} characters, among others`, ['putMany'], [[{ key: 'k' }, { key }]], { key });
}
for (const options of [null, 5, [], { limit: 5 }, { signal: true }, { onProgress: 'log' }]) {
  add(`options ${JSON.stringify(options)}`, OF_KEYS, [['k'], options]);
  add(`options ${JSON.stringify(options)}`, ['putMany'], [[{ key: 'k' }], options]);
}
add('options of a read', ['deleteMany'], [['k'], { consistent: true }]);
add('consistent as a text', ['getMany'], [['k'], { consistent: 'yes' }]);

for (const row of [null, 'k', 5]) add(`a row that is ${JSON.stringify(row)}`, ['putMany'], [[row]]);
for (const option of [
  { value: 5 },
  { ttl: 0 },
  { expires: 'tomorrow' },
  { ttl: 5, expires: 'never' },
  { previous: { partition: 'p', key: 'k', version: 1 } },
  { exact: true },
  { signal: new AbortController().signal },
  { unknown: 1 },
  { fields: { a: 'x' } },
]) {
  add(`a row with ${Object.keys(option).join(' and ')}`, ['putMany'], [[{ key: 'k', ...option }]], { key: 'k' });
}
add('a row with a reserved field', ['putMany'], [[{ key: 'k', fields: anything({ Name: { S: 'x' } }) }]], {
  code: 'RESERVED_FIELD',
  key: 'k',
});
