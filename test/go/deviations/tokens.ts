import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { readWithLocalIndex } from '../../../lib/index.js';
import { encodeBase58 } from '../../../lib/record/base58.js';
import type { DeviationTest } from './decides.js';
import { LOCAL_INDEX, type Stage, codeOf, failureOf } from './stage.js';

/** A token as a Go program could make it of any text. */
const goToken = (text: string) => encodeBase58(gzipSync(text));
const keyText = (id: string, name: string) => JSON.stringify({ id: { S: id }, name: { S: name } });

async function seedRows({ seed }: Stage): Promise<void> {
  for (const key of ['a/1', 'a/2', 'a/3']) await seed(key, { created: { S: key } });
}

/** Each of these tokens is refused where it is given, and nothing is sent. */
async function expectRefusals(stage: Stage, tokens: readonly string[]): Promise<void> {
  stage.sent();
  for (const startKey of tokens) {
    const failure = await failureOf(() => stage.partition.listPage('a/', { startKey }));
    expect(failure.code).to.equal('INVALID_PAGE_TOKEN');
    if (startKey.length > 8) expect(failure.message).to.not.include(startKey);
  }
  expect(stage.sent()).to.deep.equal([]);
}

export const TOKENS: readonly DeviationTest[] = [
  {
    id: 'D26',
    sentence: 'binds a token to partition, prefix, index and direction, and takes tokens of Go that fit',
    run: async (stage) => {
      await seedRows(stage);
      const { partition, table } = stage;
      const startKey = (await partition.listPage('a/', { limit: 1 })).lastKey;
      expect((await partition.listPage('a/', { startKey })).keys).to.have.length(2);
      stage.sent();
      const elsewhere = [
        () => partition.listPage('a', { startKey }),
        () => partition.listPage('a/', { startKey, scanIndexForward: false }),
        () => partition.listPage('a/', { startKey }, readWithLocalIndex(LOCAL_INDEX.name, LOCAL_INDEX.sort)),
        () => table.listPage('another', 'a/', { startKey }),
      ];
      for (const call of elsewhere) expect(await codeOf(call)).to.equal('INVALID_PAGE_TOKEN');
      expect(stage.sent()).to.deep.equal([]);
      const ofGo = goToken(keyText(partition.name, 'a/2'));
      expect((await partition.listPage('a/', { startKey: ofGo })).keys.map(({ key }) => key)).to.deep.equal(['a/3']);
      await expectRefusals(stage, [
        goToken(keyText('another', 'a/2')),
        goToken(keyText(partition.name, 'b/1')),
        goToken(JSON.stringify({ pk: { S: partition.name }, sk: { S: 'a/2' } })),
      ]);
    },
  },
  {
    id: 'D27',
    sentence: 'refuses every malformed token with one error, which has a cause',
    run: async (stage) => {
      const tokens = ['lOI!', '2NEpo7TZRRrLZSi2U', goToken('hello'), goToken(keyText('p', 'a/1')).slice(0, -12)];
      await expectRefusals(stage, [...tokens, '0', '0AAAA', 'eyJpZCI6MX0', ' ']);
      for (const startKey of tokens) {
        const failure = await failureOf(() => stage.partition.list('a/', { startKey }).toArray());
        expect(failure.cause).to.be.an('error');
      }
    },
  },
  {
    id: 'D28',
    sentence: 'refuses a token that says null, or goes on behind its first value',
    run: async (stage) => {
      const key = keyText(stage.partition.name, 'a/1');
      await expectRefusals(stage, [
        ...['null', '[]', '{}', '""', '', `${key}${key}`, `${key} x`].map(goToken),
        Buffer.from('null').toString('base64url'),
      ]);
    },
  },
  {
    id: 'D29',
    sentence: 'refuses a token that is too long, or swells when it is opened',
    run: async (stage) => {
      const bomb = goToken(`${keyText(stage.partition.name, 'a/1')}${' '.repeat(4 * 1024 * 1024)}`);
      const long = goToken('x').padEnd(8 * 1024 + 1, 'x');
      expect(bomb.length).to.be.below(8 * 1024);
      await expectRefusals(stage, [bomb, long, 'x'.repeat(16 * 1024 + 1), `ey${'A'.repeat(16 * 1024)}`]);
    },
  },
];
