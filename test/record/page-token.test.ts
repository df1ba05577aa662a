import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { InvalidArgumentError, InvalidPageTokenError } from '../../lib/errors.js';
import type { Item } from '../../lib/record/layout.js';
import { MAX_TOKEN_CHARS } from '../../lib/record/page-scope.js';
import {
  type PageScope,
  type PageTokenOptions,
  checkTokenText,
  createPageTokens,
} from '../../lib/record/page-token.js';
import { describeOnce } from '../support/describe-once.js';

const SCOPE: PageScope = {
  table: 'shop',
  partition: 'customers',
  prefix: 'order/',
  forward: true,
  partitionKeyAttribute: 'id',
  sortKeyAttribute: 'name',
};
const KEY: Item = { id: { S: 'customers' }, name: { S: 'order/4711' } };

const SESSIONS: Readonly<Record<string, PageTokenOptions>> = {
  'without a secret': {},
  'that signs': { secret: 'one' },
  'that encrypts': { secret: 'one', encrypt: true },
};

describeOnce('record/page-token', () => {
  for (const [what, options] of Object.entries(SESSIONS)) {
    const tokens = createPageTokens(options);
    const token = tokens.seal(KEY, SCOPE);

    it(`a session ${what} reads its token, and another session of the same kind does`, () => {
      expect(tokens.open(token, SCOPE)).to.deep.equal(KEY);
      expect(createPageTokens(options).open(token, SCOPE)).to.deep.equal(KEY);
      expect(token).to.match(/^0[\w-]+$/);
    });

    const OTHERS: Readonly<Record<string, Partial<PageScope>>> = {
      table: { table: 'shop2' },
      index: { index: 'byDate' },
      partition: { partition: 'customers2' },
      prefix: { prefix: 'order' },
      direction: { forward: false },
    };
    for (const [other, change] of Object.entries(OTHERS)) {
      it(`a token of a session ${what} is bound to its ${other}`, () => {
        expect(() => tokens.open(token, { ...SCOPE, ...change })).to.throw(InvalidPageTokenError);
        const elsewhere = tokens.seal(KEY, { ...SCOPE, ...change });
        expect(() => tokens.open(elsewhere, SCOPE)).to.throw(InvalidPageTokenError);
      });
    }

    it(`a session ${what} refuses its token with a bit flipped, in each byte and each character`, () => {
      const bytes = Buffer.from(token, 'base64url');
      for (let bit = 0; bit < bytes.length * 8; bit++) {
        const changed = Buffer.from(bytes);
        changed[bit >> 3]! ^= 1 << (bit & 7);
        expect(() => tokens.open(changed.toString('base64url'), SCOPE), `bit ${bit}`).to.throw(InvalidPageTokenError);
      }
      for (let at = 0; at < token.length; at++) {
        const char = String.fromCharCode(token.charCodeAt(at) ^ 1);
        const changed = token.slice(0, at) + char + token.slice(at + 1);
        expect(() => tokens.open(changed, SCOPE), `character ${at}`).to.throw(InvalidPageTokenError);
      }
    });

    it(`a session ${what} refuses its token cut short, and with something added`, () => {
      for (let length = 0; length < token.length; length++) {
        expect(() => tokens.open(token.slice(0, length), SCOPE), `${length}`).to.throw(InvalidPageTokenError);
        expect(() => tokens.open(token.slice(length + 1), SCOPE), `from ${length + 1}`).to.throw(InvalidPageTokenError);
      }
      for (const more of ['0', 'A', '=', '==', '\n', ' ', token]) {
        expect(() => tokens.open(token + more, SCOPE)).to.throw(InvalidPageTokenError);
        expect(() => tokens.open(more + token, SCOPE)).to.throw(InvalidPageTokenError);
      }
    });

    it(`a session ${what} takes its token for the longest keys of an index with several attributes each`, () => {
      const attributes = (letter: string, bytes: number): Item =>
        Object.fromEntries([1, 2, 3, 4].map((n) => [letter.repeat(254) + n, { S: `${n}${'x'.repeat(bytes - 1)}` }]));
      const shared = attributes('p', 2048);
      const key: Item = {
        id: { S: 'i'.repeat(2048) },
        name: { S: 'n'.repeat(1024) },
        ...shared,
        ...attributes('s', 1024),
      };
      const scope = { ...SCOPE, index: 'i'.repeat(255), partition: JSON.stringify(shared), prefix: '', shared };
      const sealed = tokens.seal(key, scope);
      expect(tokens.open(sealed, scope)).to.deep.equal(key);
      expect(sealed.length).to.be.below(MAX_TOKEN_CHARS);
    });

    it(`a session ${what} takes its token for the longest keys there are`, () => {
      const long = (bytes: number) =>
        randomBytes(bytes)
          .toString('latin1')
          .replace(/[^a-z]/g, 'é')
          .slice(0, bytes / 2);
      const name = (letter: string) => letter.repeat(255);
      const key: Item = {
        id: { S: long(2048) },
        name: { S: long(1024) },
        [name('p')]: { S: long(2048) },
        [name('s')]: { S: long(1024) },
      };
      const scope: PageScope = {
        table: name('t'),
        index: name('i'),
        partition: key[name('p')]!.S!,
        prefix: key[name('s')]!.S!,
        forward: true,
        partitionKeyAttribute: name('p'),
        sortKeyAttribute: name('s'),
      };
      for (const format of ['dynastore', 'go-v1', 'go-v2'] as const) {
        if (options.encrypt && format !== 'dynastore') continue;
        const session = createPageTokens({ ...options, format, acceptGo: true });
        expect(session.open(session.seal(key, scope), scope), format).to.deep.equal(key);
      }
      expect(tokens.seal(key, scope).length).to.be.below(MAX_TOKEN_CHARS);
    });
  }

  it('takes tokens of every secret, and signs with the first', () => {
    const old = createPageTokens({ secret: 'old' });
    const rotating = createPageTokens({ secret: ['new', 'old'] });
    const renewed = createPageTokens({ secret: 'new' });
    expect(rotating.open(old.seal(KEY, SCOPE), SCOPE)).to.deep.equal(KEY);
    expect(renewed.open(rotating.seal(KEY, SCOPE), SCOPE)).to.deep.equal(KEY);
    expect(() => old.open(rotating.seal(KEY, SCOPE), SCOPE)).to.throw(InvalidPageTokenError);
    expect(() => renewed.open(old.seal(KEY, SCOPE), SCOPE)).to.throw(InvalidPageTokenError);
  });

  it('takes what its secret sealed before encryption was switched on, and after it was switched off', () => {
    const signing = createPageTokens({ secret: 's' });
    const encrypting = createPageTokens({ secret: 's', encrypt: true });
    expect(encrypting.open(signing.seal(KEY, SCOPE), SCOPE)).to.deep.equal(KEY);
    expect(signing.open(encrypting.seal(KEY, SCOPE), SCOPE)).to.deep.equal(KEY);
  });

  it('takes no unsigned token where there is a secret, and no signed one where there is none', () => {
    const unsigned = createPageTokens();
    for (const options of [{ secret: 's' }, { secret: 's', acceptGo: true }, { secret: 's', encrypt: true }]) {
      const signing = createPageTokens(options);
      expect(() => signing.open(unsigned.seal(KEY, SCOPE), SCOPE)).to.throw(InvalidPageTokenError, /not signed/);
      expect(() => unsigned.open(signing.seal(KEY, SCOPE), SCOPE)).to.throw(InvalidPageTokenError, /secret/);
    }
  });

  it('shows no key in an encrypted token', () => {
    const seen = createPageTokens({ secret: 's', encrypt: true }).seal(KEY, SCOPE);
    expect(Buffer.from(seen, 'base64url').includes('4711')).to.equal(false);
    expect(Buffer.from(createPageTokens({ secret: 's' }).seal(KEY, SCOPE), 'base64url').includes('4711')).to.equal(
      true,
    );
  });

  it('quotes neither token nor key when it refuses', () => {
    const tokens = createPageTokens();
    for (const token of [tokens.seal(KEY, { ...SCOPE, prefix: '' }), 'eyJpZCI6IjQ3MTEifQ', 'secret4711']) {
      expect(() => tokens.open(token, SCOPE)).to.throw(InvalidPageTokenError, /^((?!4711|secret4711|eyJ).)*$/);
    }
  });

  for (const token of [
    '',
    undefined,
    null,
    5,
    {},
    [],
    'x'.repeat(MAX_TOKEN_CHARS + 1),
    '0'.repeat(MAX_TOKEN_CHARS + 1),
  ]) {
    it(`refuses ${typeof token} of ${String(token).length} characters before any work`, () => {
      expect(() => checkTokenText(token)).to.throw(InvalidPageTokenError);
      expect(() => createPageTokens().open(token as string, SCOPE)).to.throw(InvalidPageTokenError);
    });
  }

  for (const token of [
    '0',
    '0A',
    '0AAA',
    '0'.repeat(100),
    '0NE',
    'é',
    '\0',
    '0\ud800',
    'null',
    '{}',
    '../../etc/passwd',
  ]) {
    it(`refuses ${JSON.stringify(token.slice(0, 16))}`, () => {
      for (const options of Object.values(SESSIONS)) {
        expect(() => createPageTokens(options).open(token, SCOPE)).to.throw(InvalidPageTokenError);
      }
    });
  }

  const BAD_OPTIONS: readonly unknown[] = [
    null,
    5,
    [],
    { secrets: 's' },
    { secret: '' },
    { secret: [] },
    { secret: ['s', ''] },
    { secret: 5 },
    { secret: ['s', 5] },
    { secret: null },
    { encrypt: true },
    { encrypt: 'yes', secret: 's' },
    { encrypt: true, secret: 's', format: 'go-v1' },
    { format: 'go' },
    { format: null },
    { format: 'go-v1', secret: 's' },
    { format: 'go-v2', acceptGo: false },
    { acceptGo: 1 },
  ];
  for (const options of BAD_OPTIONS) {
    it(`refuses the options ${JSON.stringify(options)}`, () => {
      expect(() => createPageTokens(options as PageTokenOptions)).to.throw(InvalidArgumentError, /^pageTokens/);
    });
  }
});
