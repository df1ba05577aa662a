import { expect } from 'chai';
import { getRequest } from '../../lib/request/read.js';
import { describeOnce } from '../support/describe-once.js';

describeOnce('request/read', () => {
  for (const consistent of [true, false]) {
    it(`asks for one row, ${consistent ? 'as it is now' : 'as it was lately'}`, () => {
      expect(getRequest({ table: 'shop', partition: 'p', key: 'k' }, consistent)).to.deep.equal({
        command: 'GetItem',
        input: { TableName: 'shop', Key: { id: { S: 'p' }, name: { S: 'k' } }, ConsistentRead: consistent },
      });
    });
  }
});
