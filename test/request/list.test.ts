import { expect } from 'chai';
import { type ListScope, listKeys, queryRequest } from '../../lib/request/list.js';
import { describeOnce } from '../support/describe-once.js';

const SCOPE: ListScope = { table: 'shop', partition: 'p', prefix: '', forward: true };

describeOnce('request/list', () => {
  it('asks for a whole partition where the prefix is empty', () => {
    expect(queryRequest(SCOPE, { consistent: false })).to.deep.equal({
      command: 'Query',
      input: {
        TableName: 'shop',
        KeyConditionExpression: '#0 = :0',
        ExpressionAttributeNames: { '#0': 'id' },
        ExpressionAttributeValues: { ':0': { S: 'p' } },
        ConsistentRead: false,
        ScanIndexForward: true,
      },
    });
  });

  it('asks for a prefix, a page, a direction and consistency', () => {
    const startKey = { id: { S: 'p' }, name: { S: 'k/1' } };
    const request = queryRequest({ ...SCOPE, prefix: 'k/', forward: false }, { consistent: true, limit: 5, startKey });
    expect(request.input).to.deep.equal({
      TableName: 'shop',
      KeyConditionExpression: '#0 = :0 AND begins_with(#1, :1)',
      ExpressionAttributeNames: { '#0': 'id', '#1': 'name' },
      ExpressionAttributeValues: { ':0': { S: 'p' }, ':1': { S: 'k/' } },
      ConsistentRead: true,
      ScanIndexForward: false,
      Limit: 5,
      ExclusiveStartKey: startKey,
    });
  });

  const INDEXES = {
    global: {
      index: { name: 'byStore', partitionKeyAttribute: 'store', sortKeyAttribute: 'placed' },
      names: ['store', 'placed'],
    },
    local: { index: { name: 'byDate', sortKeyAttribute: 'date' }, names: ['id', 'date'] },
    'global, partition only': {
      index: { name: 'byStore', partitionKeyAttribute: 'store' },
      names: ['store', undefined],
    },
  };
  for (const [what, { index, names }] of Object.entries(INDEXES)) {
    it(`goes by the keys of an index: ${what}`, () => {
      const [partition, sort] = names;
      expect(listKeys({ index })).to.deep.equal({ partition, sort });
      const { input } = queryRequest({ ...SCOPE, index, prefix: sort === undefined ? '' : 'x' }, { consistent: false });
      expect(input.IndexName).to.equal(index.name);
      expect(Object.values(input.ExpressionAttributeNames!)).to.deep.equal(names.filter((name) => name !== undefined));
    });
  }

  const RANGES = {
    'one key': [{ equals: 'k' }, '#0 = :0 AND #1 = :1', ['k']],
    'keys from and to': [{ lower: 'a', upper: 'b' }, '#0 = :0 AND #1 BETWEEN :1 AND :2', ['a', 'b']],
    'keys that begin with': [{ beginsWith: 'k' }, '#0 = :0 AND begins_with(#1, :1)', ['k']],
    'keys that begin with nothing': [{ beginsWith: '' }, '#0 = :0', []],
  } as const;
  for (const [what, [sortKeys, text, bounds]] of Object.entries(RANGES)) {
    it(`asks for ${what}, which is narrower than the prefix`, () => {
      const { input } = queryRequest({ ...SCOPE, prefix: 'ignored', sortKeys }, { consistent: false });
      expect(input.KeyConditionExpression).to.equal(text);
      const values = Object.values(input.ExpressionAttributeValues!).slice(1);
      expect(values).to.deep.equal(bounds.map((S) => ({ S })));
    });
  }

  it('adds a filter that shares the placeholders', () => {
    const { input } = queryRequest(SCOPE, {
      consistent: false,
      filter: (expression) => `${expression.name('color')} = ${expression.value({ S: 'red' })}`,
    });
    expect(input.FilterExpression).to.equal('#1 = :1');
    expect(queryRequest(SCOPE, { consistent: false, filter: () => '' }).input).not.to.have.property('FilterExpression');
  });
});
