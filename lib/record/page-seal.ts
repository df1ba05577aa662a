import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  hkdfSync,
  type Hash,
  type Hmac,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';

/** How the body of a page token is bound to the place it was written for. */
export interface PageSeal {
  /** The first byte of a token sealed so. */
  readonly kind: number;
  close(body: Buffer, place: Buffer): Buffer;
  /** Gives the body back, `undefined` when this seal did not close it, here and so. */
  open(sealed: Buffer, place: Buffer): Buffer | undefined;
}

/**
 * The kinds of seals. Their six upper bits make every token begin with `0`, which no token of the Go libraries does:
 * base58 has no such digit, and JSON in base64url begins with `ey`.
 */
export const DIGEST = 0xd0;
export const SIGNATURE = 0xd1;
export const ENCRYPTION = 0xd2;

const SEAL_BYTES = 16;
const CIPHER = 'aes-256-gcm';

/** Stops mistakes, not forgery: anyone can compute a digest. */
export function digestSeal(): PageSeal {
  return hashSeal(DIGEST, () => createHash('sha256'));
}

/** Stops forgery. The keys stay readable. */
export function signingSeal(secret: string): PageSeal {
  const key = deriveKey(secret, 'signing');
  return hashSeal(SIGNATURE, () => createHmac('sha256', key));
}

function hashSeal(kind: number, start: () => Hash | Hmac): PageSeal {
  const digest = (body: Buffer, place: Buffer) =>
    start().update(Buffer.of(kind)).update(place).update(body).digest().subarray(0, SEAL_BYTES);
  return {
    kind,
    close: (body, place) => Buffer.concat([digest(body, place), body]),
    open: (sealed, place) => {
      if (sealed.length < SEAL_BYTES) return undefined;
      const body = sealed.subarray(SEAL_BYTES);
      return timingSafeEqual(sealed.subarray(0, SEAL_BYTES), digest(body, place)) ? body : undefined;
    },
  };
}

/** Stops forgery, and nobody without the secret can read the keys. */
export function encryptingSeal(secret: string): PageSeal {
  const key = deriveKey(secret, 'encryption');
  // A key for each token, so that the number of tokens has no bound: random nonces under one key would repeat.
  const start = (salt: Buffer) => ({ key: createHmac('sha256', key).update(salt).digest(), nonce: Buffer.alloc(12) });
  return {
    kind: ENCRYPTION,
    close: (body, place) => {
      const salt = randomBytes(SEAL_BYTES);
      const { key, nonce } = start(salt);
      const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: SEAL_BYTES }).setAAD(place);
      return Buffer.concat([salt, cipher.update(body), cipher.final(), cipher.getAuthTag()]);
    },
    open: (sealed, place) => {
      if (sealed.length < 2 * SEAL_BYTES) return undefined;
      const { key, nonce } = start(sealed.subarray(0, SEAL_BYTES));
      const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: SEAL_BYTES }).setAAD(place);
      decipher.setAuthTag(sealed.subarray(-SEAL_BYTES));
      const body = decipher.update(sealed.subarray(SEAL_BYTES, -SEAL_BYTES));
      try {
        decipher.final();
        return body;
      } catch {
        return undefined;
      }
    },
  };
}

function deriveKey(secret: string, purpose: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', `dynastore page token ${purpose}`, 32)));
}
