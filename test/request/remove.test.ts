import { expect } from 'chai';
import type { EpochSeconds } from '../../lib/record/clock.js';
import { deleteAtVersionRequest, deleteRequest } from '../../lib/request/remove.js';
import { asTransaction } from '../../lib/request/write.js';
import { describeOnce } from '../support/describe-once.js';

const TARGET = { table: 'shop', partition: 'p', key: 'k' };
const KEY = { TableName: 'shop', Key: { id: { S: 'p' }, name: { S: 'k' } } };

describeOnce('request/remove', () => {
  it('deletes whatever is there', () => {
    expect(deleteRequest(TARGET)).to.deep.equal({ command: 'DeleteItem', input: KEY });
  });

  it('deletes a live row at a version, and answers with the row that it met instead', () => {
    expect(deleteAtVersionRequest(TARGET, { versionText: '7' }, 1000 as EpochSeconds)).to.deep.equal({
      command: 'DeleteItem',
      input: {
        ...KEY,
        ConditionExpression: '#0 = :0 AND NOT #1 <= :1',
        ExpressionAttributeNames: { '#0': 'version', '#1': 'expires' },
        ExpressionAttributeValues: { ':0': { N: '7' }, ':1': { N: '1000' } },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    });
  });

  it('deletes a row without a version as one at version 0, and never makes an absent one seem to be it', () => {
    const { input } = deleteAtVersionRequest(TARGET, { versionText: '0' }, 1000 as EpochSeconds);
    expect(input.ConditionExpression).to.contain('attribute_exists');
  });

  it('can go as a transaction of one, under a token', () => {
    expect(asTransaction(deleteRequest(TARGET), 'token')).to.deep.equal({
      command: 'TransactWriteItems',
      input: { TransactItems: [{ Delete: KEY }], ClientRequestToken: 'token' },
    });
  });
});
