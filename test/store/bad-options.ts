import { LISTS, ON_ROWS, READS, WRITES, add, call, option, row } from './bad-inputs.js';

// Options, whatever they are of.
for (const [what, value] of Object.entries({
  'an option that is null': null,
  'an option that is a text': 'consistent',
  'an option that is an array': [{}],
  'an option that is a Map': new Map([['signal', 1]]),
  'an option that is a function': () => ({}),
  'an option that is a Date': new Date(),
  'an option that is a promise': Promise.resolve({ value: 'x' }),
  'an option that is a signal': AbortSignal.abort(),
  'an option of an unknown name': { consistant: true },
  'an option named as a method of objects': { toString: 'x' },
  'a signal that is none': { signal: true },
  'a signal that is its controller': { signal: new AbortController() },
})) {
  add(what, [...ON_ROWS, ...LISTS], { run: option(value) });
}

// Options that an operation cannot honour.
const index = { name: 'byStore', partitionKeyAttribute: 'store', sortKeyAttribute: 'placed' };
add('an index', READS, { run: option({ index }), code: 'INDEX_NOT_SUPPORTED' });
for (const value of [{ limit: 5 }, { startKey: 'x' }, { scanIndexForward: false }]) {
  add(`the option ${Object.keys(value)[0]}`, READS, { run: option(value) });
}
for (const value of [{ value: 'x' }, { previous: row() }, { ttl: 5 }]) {
  add(`the option ${Object.keys(value)[0]}`, [...READS, ...LISTS, 'delete', 'atomicDelete'], { run: option(value) });
}
for (const value of [{ consistent: true }, { limit: 5 }, { index }, { includeExpired: true }]) {
  add(`the option ${Object.keys(value)[0]}`, [...WRITES, 'delete', 'atomicDelete'], { run: option(value) });
}
add('the option previous', ['put'], { run: option({ previous: row() }) });
add('the option exact', ['put', ...READS, ...LISTS], { run: option({ exact: true }) });
add('exact beside previous', ['atomicPut'], { run: option({ exact: true, previous: row() }) });

// Values of options.
for (const value of [1, 'true', null, {}]) {
  add(`consistent: ${JSON.stringify(value)}`, [...READS, ...LISTS], { run: option({ consistent: value }) });
  add(`includeExpired: ${JSON.stringify(value)}`, [...READS, ...LISTS], { run: option({ includeExpired: value }) });
  add(`scanIndexForward: ${JSON.stringify(value)}`, LISTS, { run: option({ scanIndexForward: value }) });
  add(`exact: ${JSON.stringify(value)}`, ['atomicPut', 'delete', 'atomicDelete'], { run: option({ exact: value }) });
}
for (const limit of [0, -1, 1.5, NaN, Infinity, 2 ** 31, '5', null, 5n]) {
  add(`limit: ${typeof limit} ${String(limit)}`, LISTS, { run: option({ limit }) });
}
for (const [what, value] of Object.entries({
  'that is a text': 'byStore',
  'that is null': null,
  'without a name': {},
  'with a name of two characters': { name: 'ab' },
  'with a space in its name': { name: 'by store' },
  'with a member that is unknown': { name: 'byStore', sortKey: 'x' },
  'with an empty key': { name: 'byStore', partitionKeyAttribute: '' },
  'with a key that is no text': { name: 'byStore', sortKeyAttribute: 5 },
})) {
  add(`an index ${what}`, LISTS, { run: option({ index: value }) });
}
add('a consistent read of a global index', LISTS, { run: option({ index, consistent: true }) });
add('a prefix for an index without a sort key', LISTS, {
  run: (opened, verb) => call(opened, verb, 'a', { index: { name: 'byStore', partitionKeyAttribute: 'store' } }),
});
for (const [what, startKey] of Object.entries({
  empty: '',
  'that is null': null,
  'that is an object': { id: 'p' },
  'that is damaged': '0AAAA',
  'in another alphabet': 'päge',
  'of 16 KB and more': 'x'.repeat(16 * 1024 + 1),
})) {
  add(`a token ${what}`, LISTS, { run: option({ startKey }), code: 'INVALID_PAGE_TOKEN' });
}
