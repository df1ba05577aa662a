import { expect } from 'chai';
import { isMark, isMarkName, isRecordAttribute, isReservedFieldName } from '../../lib/record/layout.js';
import { describeOnce } from '../support/describe-once.js';

const OWN = ['id', 'name', 'version', 'expires', 'payload'];

describeOnce('record/layout', () => {
  for (const name of OWN) {
    it(`reserves ${name} in any casing, and reads it by its exact name`, () => {
      for (const casing of [name, name.toUpperCase(), name[0]!.toUpperCase() + name.slice(1)]) {
        expect(isReservedFieldName(casing), casing).to.equal(true);
        expect(isRecordAttribute(casing), casing).to.equal(casing === name);
      }
    });
  }

  it('reserves what Go takes for another casing: the long s', () => {
    expect(isReservedFieldName('verſion')).to.equal(true);
    expect(isReservedFieldName('expireſ')).to.equal(true);
  });

  for (const name of ['ids', ' id', 'id.name', 'names', 'payload_', '', '_', 'w', '__proto__', 'constructor']) {
    it(`leaves ${JSON.stringify(name)} to the user`, () => {
      expect(isReservedFieldName(name)).to.equal(false);
    });
  }

  for (const name of ['_wx', '_wABCDEF', '_w000000', '_wa0Zz9q']) {
    it(`knows ${name} as a mark of a write, when it is a number`, () => {
      expect(isMarkName(name)).to.equal(true);
      expect(isReservedFieldName(name)).to.equal(true);
      expect(isMark(name, { N: '5' })).to.equal(true);
      expect(isMark(name, { S: '5' }), 'a text of this name is the user’s').to.equal(false);
    });
  }

  for (const name of [
    '_w',
    '_wX',
    '_wABCDE',
    '_wABCDEFG',
    '_wABC-EF',
    'x_wABCDEF',
    '_WABCDEF',
    '_wABCDEé',
    '_wABCDEF\n',
  ]) {
    it(`does not take ${JSON.stringify(name)} for a mark`, () => {
      expect(isMarkName(name)).to.equal(false);
      expect(isMark(name, { N: '5' })).to.equal(false);
    });
  }
});
