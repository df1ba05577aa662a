import { expect } from 'chai';
import { SortKeyPath } from '../../lib/index.js';
import { declared } from './declared.js';

describe('decorators/sort-key-path', () => {
  it('declares a template, or a constant', () => {
    @SortKeyPath('customer/{customerId}')
    class Customer {
      customerId!: string;
    }
    @SortKeyPath('settings')
    class Settings {}
    expect(declared(Customer)).to.deep.equal([{ kind: 'sort', template: 'customer/{customerId}' }]);
    expect(declared(Settings)).to.deep.equal([{ kind: 'sort', template: 'settings' }]);
  });

  it('is short for a template of the property that it stands on', () => {
    class Customer {
      @SortKeyPath() customerId!: string;
    }
    expect(declared(Customer)).to.deep.equal([{ kind: 'sort', template: '{customerId}' }]);
  });
});
