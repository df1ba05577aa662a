import { expect } from 'chai';
import { DecodeError, InvalidArgumentError } from '../../lib/errors.js';
import { Misfit, convertEach, refusedValue, undecodable, within } from '../../lib/record/misfit.js';
import { describeOnce } from '../support/describe-once.js';

describeOnce('record/misfit', () => {
  it('collects its path on the way up', () => {
    const misfit = new Misfit('is NaN').within('price').within('[2]').within('lines').within('order');
    expect(misfit.path).to.equal('order.lines[2].price');
  });

  it('learns at which element of a list it was', () => {
    const convert = (element: number) => {
      if (element === 3) throw new Misfit('is three');
      return element;
    };
    expect(() => convertEach([1, 2, 3], convert))
      .to.throw()
      .with.property('path', '[2]');
    expect(convertEach([1, 2], convert)).to.deep.equal([1, 2]);
  });

  it('becomes an error of ours, by the direction', () => {
    const misfit = new Misfit('is NaN', 'Use null.').within('price');
    const refused = refusedValue(misfit) as InvalidArgumentError;
    expect(refused).to.be.instanceOf(InvalidArgumentError);
    expect(refused.message).to.equal("The property 'price' is NaN. Use null.");
    const unread = undecodable(misfit, 'payload') as DecodeError;
    expect(unread).to.be.instanceOf(DecodeError);
    expect(unread.attribute).to.equal('price');
    expect((undecodable(new Misfit('is NaN'), 'payload') as DecodeError).attribute).to.equal('payload');
  });

  it('leaves what is no misfit as it is', () => {
    const error = new Error('of the user');
    expect(within(error, 'price')).to.equal(error);
    expect(refusedValue(error)).to.equal(error);
    expect(undecodable(error, 'payload')).to.equal(error);
  });
});
