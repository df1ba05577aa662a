import { expect } from 'chai';
import fc from 'fast-check';
import { canCollide } from '../../lib/metadata/key-collision.js';
import { describeOnce } from '../support/describe-once.js';
import { runs } from '../support/runs.js';
import { type AnyPath, anyKeyPaths } from './any-key.js';

describeOnce('laws/key-collision', () => {
  const pairs = runs(20_000, 500_000);

  it(`says so of every two templates that give one key: ${pairs} pairs with a key`, () => {
    const paths = anyKeyPaths(300);
    const anyPath = fc.constantFrom(...paths);
    let shared = 0;
    const check = (writer: AnyPath, taker: AnyPath, values: Record<string, unknown>): void => {
      const key = writer.path.write(values);
      if (!taker.path.matches(key)) return;
      if (taker !== writer) shared++;
      if (canCollide(writer.path, taker.path)) return;
      throw new Error(`'${writer.path.template}' and '${taker.path.template}' share ${JSON.stringify(key)}`);
    };
    fc.assert(
      fc.property(
        anyPath.chain((path) => fc.tuple(fc.constant(path), path.values)),
        anyPath,
        ([writer, values], taker) => {
          check(writer, taker, values);
        },
      ),
      { numRuns: pairs },
    );
    // Else the law would hold for want of examples.
    expect(shared).to.be.above(pairs / 100);
  }).timeout(600_000);
});
