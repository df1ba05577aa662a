import { expect } from 'chai';
import type { EpochSeconds } from '../../lib/record/clock.js';
import type { Mark } from '../../lib/record/write-id.js';
import type { Request } from '../../lib/request/request.js';
import {
  type Change,
  asTransaction,
  createRequest,
  putRequest,
  replaceRequest,
  reviveRequest,
  rowAfter,
  startAfresh,
  versionAfter,
} from '../../lib/request/write.js';
import { describeOnce } from '../support/describe-once.js';

const TARGET = { table: 'shop', partition: 'p', key: 'k' };
const NOW = 1000 as EpochSeconds;
const MARK: Mark = { lane: '_wABCDEF', number: 77, birth: 1234 };
const CHANGE: Change = { value: { S: 'x' }, fields: { color: { S: 'red' } }, expires: 2000 as EpochSeconds };
const EXPIRED = {
  id: { S: 'p' },
  name: { S: 'k' },
  version: { N: '3' },
  expires: { N: '999' },
  payload: { S: 'old' },
  size: { N: '5' },
};

/** A part of a request with its placeholders filled in. */
function spelled({ input }: Request<'UpdateItem'>, part: 'UpdateExpression' | 'ConditionExpression'): string {
  return input[part]!.replace(/#\d+/g, (placeholder) => input.ExpressionAttributeNames![placeholder]!).replace(
    /:\d+/g,
    (placeholder) => Object.values(input.ExpressionAttributeValues![placeholder]!).join(),
  );
}

describeOnce('request/write', () => {
  it('is one UpdateItem that answers with the new row, and with the old one when it is refused', () => {
    expect(putRequest(TARGET, { value: { S: 'x' } }, undefined, NOW)).to.deep.equal({
      command: 'UpdateItem',
      input: {
        TableName: 'shop',
        Key: { id: { S: 'p' }, name: { S: 'k' } },
        ConditionExpression: 'NOT #0 <= :0',
        UpdateExpression: 'ADD #1 :1 SET #2 = :2',
        ExpressionAttributeNames: { '#0': 'expires', '#1': 'version', '#2': 'payload' },
        ExpressionAttributeValues: { ':0': { N: '1000' }, ':1': { N: '1' }, ':2': { S: 'x' } },
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    });
  });

  const UPDATES: Readonly<Record<string, readonly [Change, string]>> = {
    nothing: [{}, 'ADD version 1'],
    'a value': [{ value: { S: 'x' } }, 'ADD version 1 SET payload = x'],
    'fields, which are names and no paths': [{ fields: { 'a.b': { S: 'x' } } }, 'ADD version 1 SET a.b = x'],
    'an expiry': [{ expires: NOW }, 'ADD version 1 SET expires = 1000'],
    'no expiry': [{ expires: 'never' }, 'ADD version 1 REMOVE expires'],
    'what goes': [{ removed: ['a', 'b'] }, 'ADD version 1 REMOVE a, b'],
    everything: [
      { ...CHANGE, removed: ['size'] },
      'ADD version 1 SET color = red, payload = x, expires = 2000 REMOVE size',
    ],
  };
  for (const [what, [change, update]] of Object.entries(UPDATES)) {
    it(`counts the version and changes ${what}, and no more`, () => {
      expect(spelled(createRequest(TARGET, change, undefined), 'UpdateExpression')).to.equal(update);
    });
  }

  it('has the condition of each verb', () => {
    const condition = (request: Request<'UpdateItem'>) => spelled(request, 'ConditionExpression');
    const absent = 'attribute_not_exists(id) AND attribute_not_exists(name)';
    expect(condition(createRequest(TARGET, CHANGE, undefined))).to.equal(absent);
    expect(condition(createRequest(TARGET, CHANGE, MARK))).to.equal(absent);
    const seen = { versionText: '7' };
    expect(condition(replaceRequest(TARGET, CHANGE, seen, undefined, NOW))).to.equal(
      'version = 7 AND NOT expires <= 1000',
    );
    expect(condition(reviveRequest(TARGET, CHANGE, EXPIRED, undefined, NOW))).to.match(
      /^version = 3 AND expires = 999/,
    );
    const put = condition(putRequest(TARGET, CHANGE, MARK, NOW));
    expect(put)
      .to.contain('_wABCDEF < 77')
      .and.contain('attribute_not_exists(_wABCDEF)')
      .and.match(/AND NOT expires <= 1000$/);
  });

  it('leaves the mark of its writer, if it is to', () => {
    for (const request of [
      putRequest(TARGET, CHANGE, MARK, NOW),
      createRequest(TARGET, CHANGE, MARK),
      replaceRequest(TARGET, CHANGE, { versionText: '1', marks: '' }, MARK, NOW),
      reviveRequest(TARGET, CHANGE, EXPIRED, MARK, NOW),
    ]) {
      expect(spelled(request, 'UpdateExpression')).to.contain('_wABCDEF = 77').and.contain('_wx');
    }
    expect(spelled(putRequest(TARGET, CHANGE, undefined, NOW), 'UpdateExpression')).not.to.contain('_w');
  });

  it('leaves nothing of an expired row but the count of its versions and its marks', () => {
    const expired = { ...EXPIRED, _wGHIJKL: { N: '5' }, _wx: { N: '4' }, _wMNOPQR: { S: 'of the user' } };
    const fresh = startAfresh({ value: { S: 'x' }, fields: { size: { N: '6' } } }, expired);
    expect(fresh).to.include({ expires: 'never' });
    expect(fresh.removed).to.deep.equal(['_wMNOPQR']);
    expect(startAfresh({}, expired).removed).to.have.members(['payload', 'size', '_wMNOPQR']);
    expect(startAfresh({ expires: NOW }, expired).expires).to.equal(NOW);
  });

  it('knows the row that it leaves', () => {
    const before = { ...EXPIRED, version: { N: '9007199254740993' } };
    expect(
      rowAfter(before, { target: TARGET, change: { ...CHANGE, removed: ['size'] }, mark: undefined }),
    ).to.deep.equal({
      id: { S: 'p' },
      name: { S: 'k' },
      version: { N: '9007199254740994' },
      payload: { S: 'x' },
      color: { S: 'red' },
      expires: { N: '2000' },
    });
    const ended = rowAfter(EXPIRED, { target: TARGET, change: { expires: 'never' }, mark: MARK });
    expect(ended).to.deep.include({ version: { N: '4' }, payload: { S: 'old' }, _wABCDEF: { N: '77' } });
    expect(ended).not.to.have.property('expires');
    expect([undefined, '0', '41', '9'.repeat(18)].map(versionAfter)).to.deep.equal([
      '1',
      '1',
      '42',
      `1${'0'.repeat(18)}`,
    ]);
  });

  it('can go as a transaction of one, under a token', () => {
    const request = createRequest(TARGET, CHANGE, undefined);
    const { ReturnValues, ...update } = request.input;
    expect(ReturnValues).to.equal('ALL_NEW');
    expect(asTransaction(request, 'token')).to.deep.equal({
      command: 'TransactWriteItems',
      input: { TransactItems: [{ Update: update }], ClientRequestToken: 'token' },
    });
  });
});
