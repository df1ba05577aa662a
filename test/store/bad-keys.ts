import { LISTS, ON_ROWS, add, anything, call, inputs, invoke } from './bad-inputs.js';

// Keys.
for (const [what, key] of Object.entries({
  'an empty key': '',
  'a key that is a number': 5,
  'a key that is null': null,
  'no key': undefined,
  'a key with half of a surrogate pair': 'a\ud800',
  'a key of 1,025 bytes': 'é'.repeat(512) + 'x',
  'a key that is an object': {},
})) {
  const named = typeof key === 'string' ? { key } : { key: undefined };
  add(what, ON_ROWS, { run: (opened, verb) => call(opened, verb, key), names: named });
}
for (const [what, prefix] of Object.entries({
  'a prefix that is a number': 5,
  'no prefix': undefined,
  'a prefix with half of a surrogate pair': '\udc00',
  'a prefix of 1,025 bytes': 'x'.repeat(1025),
})) {
  add(what, LISTS, { run: (opened, verb) => call(opened, verb, prefix) });
}
for (const [what, name] of Object.entries({
  'an empty partition key': '',
  'a partition key of 2,049 bytes': 'x'.repeat(2049),
  'a partition key that is null': null,
  'a partition key with half of a surrogate pair': '\ud800',
})) {
  const partition = typeof name === 'string' ? name : undefined;
  add(what, ON_ROWS, {
    run: ({ table }, verb) => invoke(table, verb, name, 'k'),
    names: { partition },
  });
  add(what, LISTS, {
    run: ({ table }, verb) => invoke(table, verb, name, ''),
    names: { partition },
  });
  inputs.set(`table.partition: ${what}`, {
    run: ({ table }) => table.partition(anything(name)),
    names: { operation: 'Partition', table: 'shop', ...(partition !== undefined && { partition }) },
  });
}
for (const [what, name] of Object.entries({
  empty: '',
  'of two characters': 'ab',
  'of 256 characters': 'a'.repeat(256),
  'with a space': 'my shop',
  'that is undefined': undefined,
  'that is a number': 123,
})) {
  inputs.set(`session.table: a name ${what}`, {
    run: ({ session }) => session.table(anything(name)),
    names: { operation: 'Table', ...(typeof name === 'string' && { table: name }) },
  });
}
