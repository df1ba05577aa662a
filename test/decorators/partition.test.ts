import { expect } from 'chai';
import { Partition } from '../../lib/index.js';
import { declared } from './declared.js';

describe('decorators/partition', () => {
  it('declares a template, or a constant', () => {
    @Partition('customer/{customerId}')
    class Customer {
      customerId!: string;
    }
    @Partition('settings')
    class Settings {}
    expect(declared(Customer)).to.deep.equal([{ kind: 'partition', template: 'customer/{customerId}' }]);
    expect(declared(Settings)).to.deep.equal([{ kind: 'partition', template: 'settings' }]);
  });

  it('is short for a template of the property that it stands on', () => {
    class Customer {
      @Partition() customerId!: string;
    }
    expect(declared(Customer)).to.deep.equal([{ kind: 'partition', template: '{customerId}' }]);
  });
});
