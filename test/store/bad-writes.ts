import { WRITES, add, call, option, row } from './bad-inputs.js';

// What is written.
for (const [what, value] of Object.entries({
  'that is a number': 5,
  'that is null': null,
  'that is a boolean': true,
  'that is a Date': new Date(),
  'that is an array': ['a'],
  'that is no AttributeValue': { hello: 'world' },
  'of two types': { S: 'a', N: '1' },
  'with half of a surrogate pair': 'a\ud800',
  'that is NaN': { N: 'NaN' },
  'of 39 digits': { N: '1'.repeat(39) },
  'that is an empty set': { SS: [] },
  'with bytes that are none': { B: 'AAAA' },
})) {
  add(`a value ${what}`, WRITES, { run: option({ value }) });
}
for (const [what, fields] of Object.entries({
  'that are a text': 'color',
  'that are an array': [],
  'that are a Map': new Map([['color', { S: 'red' }]]),
  'that are plain values': { color: 'red' },
  'with undefined in them': { color: undefined },
  'with an empty name': { '': { S: 'x' } },
  'with a name that UTF-8 cannot write': { 'a\ud800': { S: 'x' } },
  'with a name of more than 64 KB': { ['x'.repeat(65_537)]: { S: 'x' } },
})) {
  add(`fields ${what}`, WRITES, { run: option({ fields }) });
}
for (const name of ['id', 'name', 'version', 'expires', 'payload', 'ID', 'Version', 'verſion', '_wx', '_wABCDEF']) {
  add(`a field named ${name}`, WRITES, { run: option({ fields: { [name]: { S: 'x' } } }), code: 'RESERVED_FIELD' });
}
for (const ttl of [0, -1, 0.5, NaN, Infinity, '500ms', '15', 'soon', '-5m', '', null, {}, 5n, 1e12]) {
  add(`ttl: ${typeof ttl} ${String(ttl)}`, WRITES, { run: option({ ttl }) });
}
for (const [what, expires] of Object.entries({
  'an Invalid Date': new Date(NaN),
  'a date of the past': new Date(0),
  'a date beyond the year 9999': new Date(Date.UTC(10_000, 0, 1)),
  'epoch seconds': 4_000_000_000,
  'a text that is not never': '2030-01-01',
  null: null,
})) {
  add(`expires: ${what}`, WRITES, { run: option({ expires }) });
}
add('ttl and expires at once', WRITES, { run: option({ ttl: 60, expires: 'never' }) });
for (const [what, previous] of Object.entries({
  'of another partition': { partition: 'q', key: 'k', version: 1 },
  'of another key': { partition: 'p', key: 'l', version: 1 },
  'without a key': { partition: 'p', version: 1 },
  'without a version': { partition: 'p', key: 'k' },
  'with a version that is a fraction': { partition: 'p', key: 'k', version: 1.5 },
  'with a negative version': { partition: 'p', key: 'k', version: -1 },
  'with a version in words': { partition: 'p', key: 'k', version: 'one' },
  'with a version that is not exact': { partition: 'p', key: 'k', version: 2 ** 53 },
  'that is a proxy of a row': new Proxy(row(), {}),
  'that inherits from a row': Object.create(row()) as unknown,
  'that is a version': 1,
  'that is a text': 'k',
})) {
  add(`previous ${what}`, ['atomicPut'], { run: option({ previous }) });
  add(`previous ${what}`, ['atomicDelete'], { run: (opened) => call(opened, 'atomicDelete', 'k', previous) });
}
