import { InvalidArgumentError } from '../errors.js';
import { isBoundToken, readBoundToken, writeBoundToken } from './bound-page-token.js';
import { readGoToken, writeGoToken } from './go-page-token.js';
import { describeType } from './kind.js';
import type { Item } from './layout.js';
import { checkIsOptions } from './options.js';
import { digestSeal, encryptingSeal, type PageSeal, signingSeal } from './page-seal.js';
import { MAX_TOKEN_CHARS, type PageScope, refusedToken } from './page-scope.js';

export type { PageScope } from './page-scope.js';

/** How a session writes page tokens, and which ones it takes. */
export interface PageTokenOptions {
  /**
   * Signs the tokens, so that nobody can make up one. Of several secrets the first signs and all are taken, which lets
   * secrets change while tokens are under way. Default: none; tokens are bound to their list, which stops mistakes and
   * not forgery.
   */
  readonly secret?: string | readonly string[] | undefined;
  /** Makes the keys in a token unreadable. Needs a secret. Default: false. */
  readonly encrypt?: boolean | undefined;
  /**
   * What is written. The Go formats are for a time in which Go programs read the same tokens: they carry the key alone,
   * so direction is not checked, and they are neither signed nor encrypted. A key that a Go format cannot carry (numbers
   * and bytes in version 2, the very longest keys) is written in our own. Default: `dynastore`.
   */
  readonly format?: 'dynastore' | 'go-v1' | 'go-v2' | undefined;
  /** Whether tokens of both Go libraries are taken, which anyone can make up. Default: only where there is no secret. */
  readonly acceptGo?: boolean | undefined;
}

/** Turns the place where a page ended into text, and back. */
export interface PageTokens {
  seal(lastEvaluatedKey: Item, scope: PageScope): string;
  /**
   * Reads a token, the ExclusiveStartKey of the next page. The work is bounded by the length of the text.
   *
   * @throws InvalidPageTokenError when it is no token, was changed, or is of another list.
   */
  open(token: string, scope: PageScope): Item;
}

/**
 * Makes the page tokens of a session. Keys are derived here, once.
 *
 * @throws InvalidArgumentError for an option that is unknown, of another type, or that another one contradicts.
 */
export function createPageTokens(options: PageTokenOptions = {}): PageTokens {
  const { secrets, encrypt, format, acceptGo } = checkOptions(options);
  const signing = secrets.map(signingSeal);
  const encrypting = secrets.map(encryptingSeal);
  // Also when encryption was switched on or off meanwhile, what a secret of ours sealed is ours.
  const taken: readonly PageSeal[] = secrets.length === 0 ? [digestSeal()] : [...signing, ...encrypting];
  const written = (encrypt ? encrypting[0] : taken[0])!;
  return {
    seal: (lastKey, scope) =>
      (format === 'dynastore' ? undefined : writeGoToken(format, lastKey, scope)) ??
      writeBoundToken(lastKey, scope, written),
    open: (token, scope) => {
      checkTokenText(token);
      if (isBoundToken(token)) return readBoundToken(token, scope, taken);
      if (!acceptGo) throw refusedToken('is not one that this session takes');
      return readGoToken(token, scope);
    },
  };
}

/** @throws InvalidPageTokenError for what is no text, or none that a token can have. */
export function checkTokenText(token: unknown): void {
  if (typeof token !== 'string') throw refusedToken(`is not text but ${describeType(token)}`);
  if (token === '') throw refusedToken('is empty');
  if (token.length > MAX_TOKEN_CHARS) throw refusedToken('is too long');
}

interface CheckedOptions {
  readonly secrets: readonly string[];
  readonly encrypt: boolean;
  readonly format: 'dynastore' | 'go-v1' | 'go-v2';
  readonly acceptGo: boolean;
}

const OPTION_NAMES = ['secret', 'encrypt', 'format', 'acceptGo'];
const FORMATS = ['dynastore', 'go-v1', 'go-v2'] as const;

function checkOptions(options: PageTokenOptions): CheckedOptions {
  checkIsOptions(options, OPTION_NAMES, 'pageTokens');
  const unknown = Object.keys(options).filter((name) => !OPTION_NAMES.includes(name));
  if (unknown.length > 0) throw invalid(` has no option ${unknown.join(', ')}; there are ${OPTION_NAMES.join(', ')}`);
  const { encrypt = false, format = 'dynastore' } = options;
  const secrets = checkSecrets(options.secret);
  const { acceptGo = secrets.length === 0 } = options;
  if (typeof encrypt !== 'boolean') throw invalid(`.encrypt must be a boolean, not ${describeType(encrypt)}`);
  if (typeof acceptGo !== 'boolean') throw invalid(`.acceptGo must be a boolean, not ${describeType(acceptGo)}`);
  if (!FORMATS.includes(format)) throw invalid(`.format must be one of ${FORMATS.join(', ')}`);
  if (encrypt && secrets.length === 0) throw invalid('.encrypt needs a secret');
  if (format !== 'dynastore' && encrypt) throw invalid(`.encrypt cannot be kept in the format ${format}`);
  if (format !== 'dynastore' && !acceptGo) {
    throw invalid(`.format ${format} writes tokens that are not signed, so that acceptGo must be true to read them`);
  }
  return { secrets, encrypt, format, acceptGo };
}

function checkSecrets(secret: PageTokenOptions['secret']): readonly string[] {
  if (secret === undefined) return [];
  const secrets: readonly unknown[] = Array.isArray(secret) ? secret : [secret];
  if (secrets.length === 0) throw invalid('.secret is an empty list');
  return secrets.map((each) => {
    if (typeof each !== 'string') throw invalid(`.secret must be text or a list of texts, not ${describeType(each)}`);
    if (each === '') throw invalid('.secret is empty');
    return each;
  });
}

function invalid(problem: string): InvalidArgumentError {
  return new InvalidArgumentError(`pageTokens${problem}.`);
}
