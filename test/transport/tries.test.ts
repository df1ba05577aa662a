import { expect } from 'chai';
import { type Partition, Session, type SessionOptions, type StoreHooks } from '../../lib/index.js';
import { describeOnce } from '../support/describe-once.js';
import { failureOf } from '../support/failure.js';
import { Answered, stubClient } from '../support/stub-client.js';
import { retryAtOnce } from '../support/tap.js';

const PREVIOUS = { partition: 'p', key: 'k', version: 1 };
const ROW = { Attributes: { id: { S: 'p' }, name: { S: 'k' }, version: { N: '2' } } };

/** A connection that breaks, with a code of the operating system. */
const broken = (code = 'ECONNRESET') => Object.assign(new Error(`broken: ${code}`), { code });
const THROTTLED = Answered.error('ProvisionedThroughputExceededException');
const CONFLICT = Answered.error('TransactionConflictException');
const REGIONAL = Answered.error('ReplicatedWriteConflictException');
const INTERNAL = Answered.error('InternalServerError', {}, 500);

/** A partition whose requests meet these one after another, and the last of them for ever. */
function partitionMeeting(answers: readonly unknown[], options: SessionOptions = {}, maxAttempts = 1) {
  const sent: unknown[] = [];
  const client = stubClient(
    (_command, input) => {
      const answer = answers[Math.min(sent.push(structuredClone(input)), answers.length) - 1];
      if (answer instanceof Error) throw answer;
      return answer;
    },
    { maxAttempts },
  );
  return { sent, partition: new Session(client, options).table('shop').partition('p') };
}

describeOnce('transport/tries', () => {
  for (const transport of ['auto', 'sdk'] as const) {
    const meeting = (...answers: unknown[]) => partitionMeeting(answers, { transport });

    describe(`on the way '${transport}'`, () => {
      it('sends the same bytes up to three times more when no answer comes, and then says that nothing is known', async () => {
        for (const answer of [broken(), INTERNAL, 'no JSON {']) {
          const { sent, partition } = meeting(answer);
          const error = await failureOf(() => partition.put('k', { value: 'x' }));
          expect(error).to.include({ code: 'AMBIGUOUS_RESULT', current: undefined });
          expect(sent).to.have.lengthOf(4);
          for (const again of sent) expect(again).to.deep.equal(sent[0]);
        }
      });

      it('succeeds when one of them is answered', async () => {
        for (let failures = 1; failures <= 3; failures++) {
          const { sent, partition } = meeting(...Array<Error>(failures).fill(broken()), ROW);
          expect((await partition.put('k')).version).to.equal(2);
          expect(sent).to.have.lengthOf(failures + 1);
        }
      });

      for (const [what, run] of Object.entries({
        put: (partition: Partition, signal?: AbortSignal) => partition.put('k', { signal }),
        delete: (partition: Partition, signal?: AbortSignal) => partition.delete('k', { signal }),
      })) {
        it(`says of a ${what} that took effect that it may have, whatever comes after it`, async () => {
          const client = stubClient(() => (what === 'put' ? ROW : {}));
          const controller = new AbortController();
          let after: () => unknown = () => controller.abort(new Error('enough'));
          client.middlewareStack.add(
            (next: any) => async (args: any) => {
              const result = await next(args);
              await after();
              await new Promise((resolve) => setImmediate(resolve));
              return result;
            },
            { step: 'initialize', name: 'after' },
          );
          const partition = new Session(client, { transport }).table('shop').partition('p');
          const aborted = await failureOf(() => run(partition, controller.signal));
          expect(aborted).to.include({ code: 'AMBIGUOUS_RESULT', retryable: false });
          expect(aborted.cause).to.equal(controller.signal.reason);
          const bug = new TypeError('a bug');
          after = () => Promise.reject(bug);
          const failed = await failureOf(() => run(partition));
          expect(failed).to.include({ code: 'AMBIGUOUS_RESULT', retryable: false, cause: bug });
        });
      }

      const copies = {
        'copies the input': (next: any) => (args: any) => next({ ...args, input: { ...args.input } }),
        'makes its arguments anew': (next: any) => (args: any) =>
          next({ input: { ...args.input }, ...(args.request && { request: args.request }) }),
      };
      for (const [step, [how, copy]] of (['initialize', 'serialize', 'build'] as const).flatMap((each) =>
        Object.entries(copies).map((kind) => [each, kind] as const),
      )) {
        it(`knows its tries behind middleware that ${how}: ${step}`, async () => {
          const answers: unknown[] = [];
          const sent: unknown[] = [];
          const client = stubClient(async (_command, input) => {
            sent.push(input);
            const answer = await (answers.length > 1 ? answers.shift() : answers[0]);
            if (answer instanceof Error) throw answer;
            return answer;
          });
          client.middlewareStack.add(copy, { step, name: 'copy' } as never);
          const partition = new Session(client, { transport }).table('shop').partition('p');

          answers.push(broken(), ROW);
          expect((await partition.put('k')).version).to.equal(2);
          expect(sent).to.have.lengthOf(2);
          answers.splice(0, answers.length, broken());
          expect(await failureOf(() => partition.put('k'))).to.include({ code: 'AMBIGUOUS_RESULT' });
          const controller = new AbortController();
          answers.splice(0, answers.length, new Promise(() => setImmediate(() => controller.abort())));
          const aborted = await failureOf(() => partition.put('k', { signal: controller.signal }));
          expect(aborted).to.include({ code: 'AMBIGUOUS_RESULT', cause: controller.signal.reason });
        });
      }

      it('knows its tries behind a client that keeps its handlers, and middleware that copies the input', async () => {
        const answers: unknown[] = [ROW];
        const client = stubClient(() => (answers.length > 1 ? answers.shift() : answers[0]), {
          cacheMiddleware: true,
          maxAttempts: 3,
          retryStrategy: retryAtOnce(3),
        });
        const copy = (next: any) => (args: any) => next({ ...args, input: { ...args.input } });
        client.middlewareStack.add(copy, { step: 'initialize', name: 'copy' });
        const partition = new Session(client, { transport }).table('shop').partition('p');
        await partition.put('k');
        answers.splice(0, 1, INTERNAL, Answered.error('ConditionalCheckFailedException'));
        const failure = await failureOf(() => partition.atomicPut('k', { previous: PREVIOUS }));
        expect(failure).to.include({ code: 'AMBIGUOUS_RESULT' });
      });

      it('does not take a row that is too large now for one that was', async () => {
        const tooLarge = Answered.error('ValidationException', { message: 'Item size to update has exceeded 400 KB' });
        expect(await failureOf(() => meeting(broken(), tooLarge).partition.put('k'))).to.include({
          code: 'AMBIGUOUS_RESULT',
        });
        expect(await failureOf(() => meeting(tooLarge).partition.put('k'))).to.include({ code: 'ITEM_TOO_LARGE' });
      });

      it('waits for a write of another region, as for a transaction', async () => {
        for (const answers of [
          [REGIONAL, REGIONAL, ROW],
          [broken(), REGIONAL, ROW],
        ]) {
          const { sent, partition } = meeting(...answers);
          expect((await partition.put('k')).version).to.equal(2);
          expect(sent).to.have.lengthOf(3);
        }
        expect(await failureOf(() => meeting(REGIONAL).partition.put('k'))).to.include({
          code: 'SERVICE',
          retryable: true,
        });
      });

      it('does not take what throws undefined for an answer', async () => {
        const client = stubClient(() => ROW);
        (client.config.requestHandler as any).handle = async () => {
          throw undefined;
        };
        const partition = new Session(client, { transport }).table('shop').partition('p');
        expect(await failureOf(() => partition.put('k'))).to.include({
          code: 'AMBIGUOUS_RESULT',
          message:
            "Put, table 'shop', partition 'p', key 'k': No answer came, also to the further tries. Read the row to see what became of the write.",
        });
      });

      it('sends deletes again, too', async () => {
        const { sent, partition } = meeting(broken(), {});
        await partition.delete('k');
        expect(sent).to.have.lengthOf(2);
      });

      it('leaves reads to the retries of the SDK', async () => {
        const { sent, partition } = meeting(broken());
        expect(await failureOf(() => partition.get('k'))).to.include({ code: 'ENVIRONMENT', retryable: true });
        expect(sent).to.have.lengthOf(1);
      });

      it('knows of a throttled write that it had no effect', async () => {
        const { sent, partition } = meeting(THROTTLED);
        expect(await failureOf(() => partition.put('k'))).to.include({ code: 'THROTTLED', retryable: true });
        expect(sent).to.have.lengthOf(1);
      });

      it('knows of a write to an endpoint that is down that it had no effect', async () => {
        for (const code of ['ECONNREFUSED', 'ENOTFOUND']) {
          const { sent, partition } = meeting(broken(code));
          expect(await failureOf(() => partition.put('k'))).to.include({ code: 'ENVIRONMENT' });
          expect(sent).to.have.lengthOf(1);
        }
      });

      it('tells throttling and a dead endpoint apart from a lost answer before them', async () => {
        for (const last of [THROTTLED, broken('ECONNREFUSED')]) {
          const { sent, partition } = meeting(broken(), last);
          expect(await failureOf(() => partition.put('k'))).to.include({ code: 'AMBIGUOUS_RESULT' });
          expect(sent).to.have.lengthOf(4);
        }
      });

      it('takes an answer about the very bytes for one about all tries', async () => {
        const { sent, partition } = meeting(broken(), Answered.error('ValidationException'));
        expect(await failureOf(() => partition.put('k'))).to.include({ code: 'SERVICE' });
        expect(sent).to.have.lengthOf(2);
      });

      it('does not repeat in vain what can only be answered the same', async () => {
        const { sent, partition } = meeting(broken(), Answered.error('AccessDeniedException'));
        expect(await failureOf(() => partition.put('k'))).to.include({ code: 'AMBIGUOUS_RESULT' });
        expect(sent).to.have.lengthOf(2);
      });

      it('lets a transaction pass that has the row', async () => {
        const { sent, partition } = meeting(CONFLICT, CONFLICT, ROW);
        expect((await partition.put('k')).version).to.equal(2);
        expect(sent).to.have.lengthOf(3);
      });

      it('gives up on transactions that have the row for long, knowing that nothing took effect', async function () {
        this.timeout(10_000);
        const { sent, partition } = meeting(CONFLICT);
        expect(await failureOf(() => partition.put('k'))).to.include({ code: 'SERVICE', retryable: true });
        expect(sent).to.have.lengthOf(11);
      });

      it('looks at a refusal with other eyes after a lost answer', async () => {
        const refused = Answered.error('ConditionalCheckFailedException');
        const plain = meeting(refused);
        expect(await failureOf(() => plain.partition.atomicDelete('k', PREVIOUS))).to.include({
          code: 'KEY_NOT_FOUND',
        });
        const unsure = meeting(broken(), refused);
        const error = await failureOf(() => unsure.partition.atomicDelete('k', PREVIOUS));
        expect(error).to.include({ code: 'AMBIGUOUS_RESULT', current: null });
      });
    });
  }

  it('counts the tries of the SDK one by one, also those that the SDK does not tell of', async () => {
    const { sent, partition } = partitionMeeting([broken(), THROTTLED, ROW], {}, 2);
    expect((await partition.put('k')).version).to.equal(2);
    expect(sent).to.have.lengthOf(3);
  });

  it('reports a response once, with the number of all tries', async () => {
    const seen: unknown[] = [];
    const hooks: StoreHooks = {
      requestBuilt: () => void seen.push('built'),
      responseReceived: (_context, { attempts }) => void seen.push(attempts),
    };
    await partitionMeeting([broken(), INTERNAL, ROW], { hooks }).partition.put('k');
    expect(seen).to.deep.equal(['built', 3]);
  });

  it('keeps a transaction’s token, with which an earlier try is no reason for a refusal', async () => {
    const reasons = { CancellationReasons: [{ Code: 'ConditionalCheckFailed' }] };
    const { sent, partition } = partitionMeeting([broken(), Answered.error('TransactionCanceledException', reasons)]);
    const error = await failureOf(() => partition.atomicDelete('k', PREVIOUS, { exact: true }));
    expect(error).to.include({ code: 'KEY_NOT_FOUND' });
    expect(sent).to.have.lengthOf(2);
    expect(sent[1]).to.deep.equal(sent[0]);
    expect(sent[0]).to.have.property('ClientRequestToken').that.is.a('string');
  });

  describe('for a client whose middleware does not run', () => {
    /** What takes the place of `send`, as tests of programs do. */
    const replaced = (error: Error) => {
      const client = stubClient(() => ROW);
      let calls = 0;
      client.send = () => {
        calls++;
        return Promise.reject(error);
      };
      return { partition: new Session(client).table('shop').partition('p'), calls: () => calls };
    };

    it('goes by what the last error says', async () => {
      const throttled = Object.assign(new Error(), { name: 'ThrottlingException', $fault: 'client' });
      const once = replaced(Object.assign(throttled, { $metadata: { httpStatusCode: 400, attempts: 1 } }));
      expect(await failureOf(() => once.partition.put('k'))).to.include({ code: 'THROTTLED' });
      expect(once.calls()).to.equal(1);
    });

    it('takes several attempts for a sign that one of them may have taken effect', async () => {
      const throttled = Object.assign(new Error(), { name: 'ThrottlingException', $fault: 'client' });
      const often = replaced(Object.assign(throttled, { $metadata: { httpStatusCode: 400, attempts: 3 } }));
      expect(await failureOf(() => often.partition.put('k'))).to.include({ code: 'AMBIGUOUS_RESULT' });
      expect(often.calls()).to.equal(4);
    });
  });
});
