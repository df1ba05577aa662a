import { expect } from 'chai';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { createPageTokens } from '../../lib/record/page-token.js';
import type { PageScope } from '../../lib/record/page-scope.js';
import type { Item } from '../../lib/record/layout.js';
import { describeOnce } from '../support/describe-once.js';
import {
  type Call,
  type JsonObject,
  type RecordedOption,
  itemOf,
  readScenarios,
  readScenariosOfV2,
} from './fixtures.js';

/** A token as a Go library wrote it, the key that it stands for, and the list that it belongs to. */
interface RecordedToken {
  readonly call: string;
  readonly token: string;
  readonly key: Item;
  readonly scope: PageScope;
}

function tokensOf(scenarios: ReturnType<typeof readScenarios>): RecordedToken[] {
  return scenarios.flatMap(({ id, table, calls }) =>
    calls.flatMap((call, index) => {
      const { result, wire } = call.expect;
      const token = result.page?.['lastKey'] ?? (result as { operation?: JsonObject }).operation?.['lastEvaluatedKey'];
      const lastKey = wire.at(-1)?.response.body['LastEvaluatedKey'];
      if (!token || !lastKey) return [];
      const scope = scopeOf(table, call);
      return [{ call: `${id}#${index}`, token: token as string, key: itemOf(lastKey as JsonObject), scope }];
    }),
  );
}

function scopeOf(table: string, { partition, prefix = '', options = [] }: Call): PageScope {
  const option = (names: readonly string[]): RecordedOption | undefined =>
    options.filter((each) => names.includes(each.option)).at(-1);
  const index = option(['readWithLocalIndex', 'readWithGlobalIndex', 'readWithIndex']);
  const reverse = option(['readScanIndexForwardDisable', 'readWithReverseSortResults']);
  return {
    ...{ table, partition, prefix, index: index?.name, forward: reverse === undefined },
    partitionKeyAttribute: index?.partitionKeyAttribute ?? 'id',
    sortKeyAttribute: index === undefined ? 'name' : index.sortKeyAttribute,
  };
}

const RECORDED = [
  { format: 'go-v1', tokens: tokensOf(readScenarios()) },
  { format: 'go-v2', tokens: tokensOf(readScenariosOfV2()) },
] as const;

describeOnce('go/page-token', () => {
  after(() => {
    const counted = RECORDED.map(({ format, tokens }) => `${tokens.length} of ${format}`);
    console.log(`Page tokens of Go: ${counted.join(', ')}, byte for byte both ways.`);
  });

  for (const { format, tokens } of RECORDED) {
    for (const { call, token, key, scope } of tokens) {
      it(`writes the token that Go wrote: ${format}, ${call}`, () => {
        expect(createPageTokens({ format }).seal(key, scope)).to.equal(token);
      });

      it(`reads the token that Go wrote: ${format}, ${call}`, () => {
        expect(createPageTokens().open(token, scope)).to.deep.equal(key);
      });

      it(`refuses the token in another list: ${format}, ${call}`, () => {
        const others: Partial<PageScope>[] = [{ partition: 'another' }, { partitionKeyAttribute: 'another' }];
        if (scope.sortKeyAttribute !== undefined)
          others.push({ prefix: 'no row has it' }, { sortKeyAttribute: 'another' });
        for (const other of others) {
          expect(() => createPageTokens().open(token, { ...scope, ...other })).to.throw('page token');
        }
      });

      it(`takes the token beside a secret only where that is asked for: ${format}, ${call}`, () => {
        expect(() => createPageTokens({ secret: 'secret' }).open(token, scope)).to.throw('page token');
        expect(createPageTokens({ secret: 'secret', acceptGo: true }).open(token, scope)).to.deep.equal(key);
      });
    }
  }

  it('writes what JSON and HTML would misread as Go escapes it', () => {
    const scope = {
      table: 't',
      partition: 'p',
      prefix: '',
      forward: true,
      partitionKeyAttribute: 'id',
      sortKeyAttribute: 'name',
    };
    const names = ['<>&', '\u2028\u2029', '"\\', '\u0000\u001f\u007f', '\ud83d\ude00', 'é鍵'];
    for (const format of ['go-v1', 'go-v2'] as const) {
      for (const name of names) {
        const key: Record<string, AttributeValue> = { id: { S: 'p' }, name: { S: name } };
        const token = createPageTokens({ format }).seal(key, scope);
        expect(createPageTokens().open(token, scope)).to.deep.equal(key);
        if (format === 'go-v2') expect(Buffer.from(token, 'base64url').toString()).to.not.match(/[<>&\u2028\u2029]/);
      }
    }
  });
});
