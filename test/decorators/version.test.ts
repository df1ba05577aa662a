import { expect } from 'chai';
import { Version } from '../../lib/index.js';
import { onX } from './declared.js';

describe('decorators/version', () => {
  it('declares the property of the version', () => {
    expect(onX(Version())).to.deep.equal([{ kind: 'version', property: 'x', options: {} }]);
  });
});
