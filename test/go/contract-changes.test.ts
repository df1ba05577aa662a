import { expect } from 'chai';
import { describeOnce } from '../support/describe-once.js';
import { canonicalRequest } from './canonical-request.js';
import { type Exchange, type Library, withoutChanges } from './contract-changes.js';
import { type Call, type JsonObject, NOW_SECONDS } from './fixtures.js';

const UPDATE = { op: 'atomicPut' } as Call;
const NAMES = { '#v': 'version', '#e': 'expires', '#p': 'payload', '#l': '_wAbc123', '#x': '_wx', '#f': '_wrong' };
const VALUES = { ':v': { N: '2' }, ':now': { N: String(NOW_SECONDS) }, ':s': { N: '99' }, ':1': { N: '1' } };

function update(ConditionExpression: string, UpdateExpression: string, more: JsonObject = {}): Exchange {
  const placeholders = { ExpressionAttributeNames: NAMES, ExpressionAttributeValues: VALUES };
  const body = { ConditionExpression, UpdateExpression, ...placeholders, ...more };
  return { request: canonicalRequest('UpdateItem', body), isRefused: false };
}

const left = (library: Library, ...exchanges: Exchange[]) => withoutChanges(library, UPDATE, exchanges);

const GO = update('(#v = :v) AND ((attribute_not_exists (#e)) OR (#e >= :now))', 'ADD #v :1\nSET #p = :s\n');
const ROW = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' };

describeOnce('go/contract-changes', () => {
  it('takes marks, liveness and the wish for the row out of our requests, and leaves what Go sends', () => {
    const plain = update('#v = :v AND NOT #e <= :now', 'ADD #v :1 SET #p = :s', ROW);
    const marked = update(
      '#v = :v AND NOT #e <= :now AND #l = :s AND ((attribute_not_exists(#l) AND (attribute_not_exists(#x) OR #x < :s)) OR #l < :s)',
      'SET #p = :s, #l = :s ADD #v :1 REMOVE #x',
      ROW,
    );
    expect(left('ours', plain)).to.deep.equal(left('go', GO));
    expect(left('ours', marked)).to.deep.equal(left('go', GO));
  });

  const DIFFERENT: Readonly<Record<string, Exchange>> = {
    'a condition that is missing': update('NOT #e <= :now', 'ADD #v :1 SET #p = :s'),
    'another version': update('#v = :1 AND NOT #e <= :now', 'ADD #v :1 SET #p = :s'),
    'a version that is not only compared': update('#v <= :v AND NOT #e <= :now', 'ADD #v :1 SET #p = :s'),
    'another rule of expiry': update('#v = :v AND NOT #e < :now', 'ADD #v :1 SET #p = :s'),
    'another moment': update('#v = :v AND NOT #e <= :1', 'ADD #v :1 SET #p = :s'),
    'a joint that is another one': update('#v = :v OR NOT #v = :1', 'ADD #v :1 SET #p = :s'),
    'an attribute whose name is no mark’s': update('#v = :v', 'ADD #v :1 SET #p = :s, #f = :s'),
    'a condition on such an attribute': update('#v = :v AND #f = :s', 'ADD #v :1 SET #p = :s'),
    'a value that is missing': update('#v = :v', 'ADD #v :1 SET #l = :s'),
    'a removal more': update('#v = :v', 'ADD #v :1 SET #p = :s REMOVE #e'),
    'an answer that is not asked for': update('#v = :v', 'ADD #v :1 SET #p = :s', { ReturnValues: 'ALL_OLD' }),
  };
  for (const [what, exchange] of Object.entries(DIFFERENT)) {
    it(`leaves ${what}`, () => {
      expect(left('ours', exchange)).to.not.deep.equal(left('go', GO));
    });
  }

  it('takes out what follows a refusal, and no request before it', () => {
    const refused = { ...GO, isRefused: true };
    expect(left('ours', GO, refused, GO, GO)).to.have.length(2);
    expect(left('ours', GO, GO)).to.have.length(2);
  });

  it('takes out the read before a delete at a version in Go alone', () => {
    const read: Exchange = { request: { operation: 'GetItem' }, isRefused: false };
    const remove: Exchange = { request: { operation: 'DeleteItem' }, isRefused: false };
    const atVersion = { op: 'atomicDelete', previous: { from: 'read' } } as Call;
    const without = { op: 'atomicDelete', previous: null } as Call;
    expect(withoutChanges('go', atVersion, [read, remove])).to.deep.equal([remove.request]);
    expect(withoutChanges('ours', atVersion, [read, remove])).to.have.length(2);
    expect(withoutChanges('go', without, [read])).to.deep.equal([read.request]);
  });
});
