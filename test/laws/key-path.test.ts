import { expect } from 'chai';
import fc from 'fast-check';
import { describeOnce } from '../support/describe-once.js';
import { runs } from '../support/runs.js';
import { anyPaths, keyText } from './any-key.js';
import { KeyPath, parseTemplate } from '../../lib/metadata/key-path.js';

describeOnce('laws/key-path', () => {
  const total = runs(100_000, 1_000_000);
  const paths = anyPaths(400, { min: 2, max: 4 });
  const each = Math.ceil(total / paths.length);

  it(`gives different keys to different values, and reads each back: ${total} tuples`, () => {
    for (const { path, values } of paths) {
      const owners = new Map<string, string>();
      fc.assert(
        fc.property(values, (tuple) => {
          const key = path.write(tuple);
          expectSame(path.read(key), tuple);
          if (!path.matches(key)) throw new Error(`${path.template} does not take its own ${JSON.stringify(key)}`);
          const told = tell(tuple);
          const owner = owners.get(key) ?? told;
          if (owner !== told) throw new Error(`${owner} and ${told} share ${JSON.stringify(key)}`);
          owners.set(key, told);
        }),
        { numRuns: each },
      );
    }
  }).timeout(600_000);

  const pair = new KeyPath(
    parseTemplate('{a}#P#{b}', () => undefined),
    () => undefined,
  );

  it(`keeps values apart that naive joining mixes up: ${total / 10} pairs`, () => {
    fc.assert(
      fc.property(keyText, keyText, keyText, (x, y, z) => {
        const one = { a: x, b: `${y}#P#${z}` };
        const other = { a: `${x}#P#${y}`, b: z };
        // The negative example: joined as they are, these are one key.
        expect(`${one.a}#P#${one.b}`).to.equal(`${other.a}#P#${other.b}`);
        expect(pair.write(one)).to.not.equal(pair.write(other));
      }),
      { numRuns: total / 10 },
    );
  });

  it(`takes foreign keys for its own only where it would write them: ${total / 10} keys`, () => {
    const anyKey = fc.oneof(
      fc.tuple(keyText, keyText).map(([a, b]) => `${a}#P#${b}`),
      keyText,
    );
    fc.assert(
      fc.property(anyKey, (key) => {
        const values = pair.read(key);
        expect(pair.matches(key)).to.equal(values !== undefined);
        if (values) expect(pair.write(values)).to.equal(key);
      }),
      { numRuns: total / 10 },
    );
  });

  it(`keeps the order of the last part among plain texts: ${total / 10} pairs`, () => {
    const path = new KeyPath(
      parseTemplate('t/{x}', () => undefined),
      () => undefined,
    );
    const plain = keyText.filter((text) => path.isPlain(text));
    fc.assert(
      fc.property(plain, plain, (one, other) => {
        expect(order(path.write({ x: one }), path.write({ x: other }))).to.equal(order(one, other));
      }),
      { numRuns: total / 10 },
    );
  });
});

/** DynamoDB's order of texts. */
function order(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

function tell(values: object): string {
  return JSON.stringify(values, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
}

/** As chai compares, and a hundred times faster. */
function expectSame(found: Record<string, unknown> | undefined, wanted: Record<string, unknown>): void {
  const isSame = Object.entries(wanted).every(([name, value]) => {
    const other = found?.[name];
    return value instanceof Date ? other instanceof Date && +other === +value : Object.is(other, value);
  });
  if (!isSame) expect(found).to.deep.equal(wanted);
}
