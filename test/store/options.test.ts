import { expect } from 'chai';
import { InvalidArgumentError, type ReadOption, type WriteOption, readOptions, writeOptions } from '../../lib/index.js';
import { describeOnce } from '../support/describe-once.js';

describeOnce('store/options', () => {
  it('merges from left to right, later ones win', () => {
    expect(readOptions({ limit: 5, consistent: true }, {}, { limit: 6 })).to.deep.equal({ limit: 6, consistent: true });
    expect(writeOptions({ value: 'a' }, { value: 'b', exact: true })).to.deep.equal({ value: 'b', exact: true });
    expect(readOptions()).to.deep.equal({});
  });

  it('changes nothing by a key that is undefined, nor by an option that is', () => {
    expect(readOptions({ limit: 5 }, { limit: undefined })).to.deep.equal({ limit: 5 });
    expect(writeOptions({ ttl: 5 }, { ttl: undefined, expires: undefined })).to.deep.equal({ ttl: 5 });
    expect(readOptions({ limit: 5 }, undefined as unknown as ReadOption)).to.deep.equal({ limit: 5 });
  });

  it('keeps ttl and expires in one slot', () => {
    const date = new Date();
    expect(writeOptions({ ttl: 5 }, { expires: date })).to.deep.equal({ expires: date });
    expect(writeOptions({ expires: 'never' }, { ttl: '5m' })).to.deep.equal({ ttl: '5m' });
    expect(() => writeOptions({ ttl: 5, expires: 'never' })).to.throw(InvalidArgumentError, /together/);
  });

  it('can be merged again', () => {
    const merged = writeOptions({ ttl: 5, value: 'a' });
    expect(writeOptions(merged, { expires: 'never' })).to.deep.equal({ value: 'a', expires: 'never' });
  });

  it('leaves the options that it was given as they were', () => {
    const option = Object.freeze({ ttl: 5 });
    writeOptions(option, { expires: 'never' });
    expect(option).to.deep.equal({ ttl: 5 });
  });

  it('replaces fields as a whole', () => {
    const merged = writeOptions({ fields: { a: { S: '1' } } }, { fields: { b: { S: '2' } } });
    expect(merged.fields).to.deep.equal({ b: { S: '2' } });
  });

  for (const option of [null, 5, 'limit', [], new Map(), () => ({})]) {
    it(`refuses ${String(option) || '[]'} as an option`, () => {
      expect(() => readOptions(option as ReadOption)).to.throw(InvalidArgumentError);
      expect(() => writeOptions({}, option as WriteOption)).to.throw(InvalidArgumentError);
    });
  }

  it('takes what an option inherits or computes', () => {
    class Paged {
      readonly limit = 5;
      get consistent(): boolean {
        return true;
      }
    }
    expect(readOptions(new Paged())).to.deep.equal({ limit: 5, consistent: true });
    expect(readOptions(Object.create({ limit: 3 }) as ReadOption)).to.deep.equal({ limit: 3 });
    const controller = new AbortController();
    expect(readOptions(controller)).to.deep.equal({ signal: controller.signal });
  });

  it('refuses a name that it does not know, and says which there are', () => {
    expect(() => readOptions({ ttl: 5 } as ReadOption)).to.throw(InvalidArgumentError, /'ttl'.*There are: consistent/);
    expect(() => writeOptions({ limit: 5 } as WriteOption)).to.throw(InvalidArgumentError, /'limit'.*There are: value/);
    expect(() => writeOptions({ unknown: undefined } as WriteOption)).to.throw(InvalidArgumentError);
  });
});
