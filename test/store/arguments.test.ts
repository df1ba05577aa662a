import { expect } from 'chai';
import { Session } from '../../lib/index.js';
import { printCount } from '../support/counted.js';
import { describeOnce } from '../support/describe-once.js';
import { failureOf } from '../support/failure.js';
import { recordingClient } from '../support/recording-client.js';
import { StoppedClock } from '../support/stopped-clock.js';
import { LISTS, ON_ROWS, anything, inputs, invoke, option, type Opened } from './bad-inputs.js';
import './bad-batches.js';
import './bad-keys.js';
import './bad-options.js';
import './bad-writes.js';

describeOnce('store/arguments', () => {
  printCount('Bad inputs refused before any request');

  // Nobody listens there: a request would be recorded, and fail otherwise.
  const recorder = recordingClient({
    endpoint: 'http://127.0.0.1:9',
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  });
  let seenByHook = 0;
  const session = new Session(recorder.client, {
    clock: new StoppedClock(),
    hooks: { requestBuilt: () => void seenByHook++ },
  });
  const table = session.table('shop');
  const opened: Opened = { session, table, partition: table.partition('p') };
  after(() => recorder.client.destroy());

  it('has more than eighty of them', () => {
    expect(inputs.size).to.be.above(80);
  });

  for (const [what, { run, code = 'INVALID_ARGUMENT', names }] of inputs) {
    it(`refuses ${what}`, async () => {
      seenByHook = 0;
      const failure = await failureOf(() => run(opened));
      expect(failure['code']).to.equal(code);
      for (const [name, value] of Object.entries(names)) expect(failure[name], name).to.equal(value);
      expect(failure['retryable']).to.equal(false);
      expect(failure.message).to.match(/^\w+(, |:)/);
      expect(recorder.take()).to.deep.equal([]);
      expect(seenByHook, 'requests built').to.equal(0);
    });
  }

  it('lets the same calls through when nothing is wrong with them: the guard is not the engine', async () => {
    for (const verb of [...ON_ROWS, ...LISTS]) {
      const failure = await failureOf(() => option({})(opened, verb));
      expect(failure['code'], verb).to.equal('ENVIRONMENT');
      expect(recorder.take(), verb).to.have.length(1);
    }
  });

  it('rejects where a promise is promised, and throws at once for a list', async () => {
    for (const verb of [...ON_ROWS, 'listPage'] as const) {
      const promised = opened.partition[verb](anything(5));
      expect(promised, verb).to.be.instanceOf(Promise);
      expect(await failureOf(() => promised)).to.include({ code: 'INVALID_ARGUMENT' });
      const throughTable = invoke(table, verb, 5, 5);
      expect(await failureOf(() => throughTable)).to.include({ code: 'INVALID_ARGUMENT' });
    }
    expect(() => opened.partition.list(anything(5))).to.throw();
    expect(() => opened.partition.list('', { startKey: 'x' })).to.throw();
    expect(() => table.list('', '')).to.throw();
  });
});
