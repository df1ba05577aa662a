import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect } from 'chai';
import type { KVPair } from '../../lib/index.js';
import { Session } from '../../lib/session.js';
import { Transport } from '../../lib/transport/wire.js';
import { describeOnce } from '../support/describe-once.js';
import { createTable } from '../support/create-table.js';
import { onEachEngine } from '../support/engines.js';
import { openTap } from '../support/tap.js';

/** As text, since in a literal the name would mean the prototype. */
const MAP =
  '{"M":{"__proto__":{"S":"in"},"l":{"L":[{"M":{"__proto__":{"N":"12345678901234567890"}}}]},"b":{"B":"AAH/"}}}';
const PLAIN = '{"M":{"l":{"L":[{"S":"x"}]}}}';

/** Data as text that tells every own property and no order of them; binaries as base64. */
const textOf = (value: unknown) =>
  JSON.stringify(value, (_, member: unknown) => {
    if (member instanceof Uint8Array) return Buffer.from(member).toString('base64');
    const isObject = typeof member === 'object' && member !== null && !Array.isArray(member);
    return isObject ? Object.entries(member).sort(([one], [other]) => (one < other ? -1 : 1)) : member;
  });
const valueOf = (text: string) => {
  const value = JSON.parse(text);
  if (value.M.b) value.M.b.B = Uint8Array.from([0, 1, 255]);
  return value;
};

describeOnce('transport/lost-names', () => {
  for (const transport of ['auto', 'sdk'] as const) {
    describe(`with transport '${transport}'`, () => {
      onEachEngine((engine) => {
        // Dynalite loses the name itself.
        if (engine.name === 'dynalite') return;

        const open = async () => {
          const table = await createTable(engine.client);
          return new Session(engine.client, { transport }).table(table).partition('p');
        };
        const fields = JSON.parse('{"__proto__":{"S":"top"},"constructor":{"S":"c"},"then":{"S":"t"}}');
        const check = (record: KVPair | null | undefined) => {
          expect(textOf(record?.value)).to.equal(textOf(valueOf(MAP)));
          expect(Object.entries(record?.fields ?? {}).sort()).to.deep.equal(Object.entries(fields).sort());
        };

        it('keeps an attribute named __proto__, at every depth, in what is written and read', async () => {
          const partition = await open();
          check(await partition.put('k', { value: valueOf(MAP), fields }));
          check(await partition.get('k'));
          check((await partition.listPage('')).keys[0]);
        });

        it('keeps it in the row that a refusal brings', async () => {
          const partition = await open();
          const record = await partition.put('k', { value: valueOf(MAP), fields });
          const refused = await partition.atomicPut('k', { value: 'x' }).catch((error: unknown) => error as any);
          expect(refused).to.have.property('code', 'KEY_EXISTS');
          check(refused.current);
          await partition.put('k');
          const stale = await partition
            .atomicPut('k', { value: 'x', previous: record })
            .catch((error: unknown) => error as any);
          expect(stale).to.have.property('code', 'KEY_MODIFIED');
          check(stale.current);
        });

        it('keeps it in the row that a canceled transaction brings', async () => {
          const partition = await open();
          await partition.put('k', { value: valueOf(MAP), fields });
          const refused = await partition
            .atomicPut('k', { value: 'x', exact: true })
            .catch((error: unknown) => error as any);
          expect(refused).to.have.property('code', 'KEY_EXISTS');
          check(refused.current);
        });
      });

      const send = async (answer: unknown, command: any, input: object) => {
        const tap = openTap(undefined, () => answer);
        const client = new DynamoDBClient({
          region: 'nowhere',
          endpoint: 'http://127.0.0.1:9',
          credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
          requestHandler: tap.handler,
          maxAttempts: 1,
        });
        const sdkCommand: any = new Transport(transport, client).commandFor({ command, input: input as any });
        return {
          outcome: await client.send(sdkCommand).catch((error: unknown) => error as any),
          sent: tap.requests[0]?.input,
        };
      };

      for (const text of [MAP, PLAIN]) {
        it(`sends ${text.slice(0, 20)}... in every kind of input`, async () => {
          const value = valueOf(text);
          const inputs: readonly (readonly [string, any])[] = [
            ['PutItem', { TableName: 'table', Item: { v: value } }],
            ['UpdateItem', { TableName: 'table', Key: {}, ExpressionAttributeValues: { ':v': value } }],
            ['BatchWriteItem', { RequestItems: { table: [{ PutRequest: { Item: { v: value } } }] } }],
            ['TransactWriteItems', { TransactItems: [{ Put: { TableName: 'table', Item: { v: value } } }] }],
          ];
          for (const [command, input] of inputs) {
            const { sent } = await send({ body: {} }, command, input);
            const { ClientRequestToken, ...rest } = sent;
            expect(typeof ClientRequestToken, command).to.equal(
              command === 'TransactWriteItems' ? 'string' : 'undefined',
            );
            expect(textOf(rest), command).to.equal(textOf(input));
          }
        });

        it(`reads ${text.slice(0, 20)}... in every kind of answer`, async () => {
          const value = JSON.parse(text);
          const answers: readonly (readonly [string, any])[] = [
            ['GetItem', { Item: { v: value } }],
            ['Query', { Items: [{ v: value }], Count: 1, LastEvaluatedKey: { k: { S: 'x' } } }],
            ['UpdateItem', { Attributes: { v: value } }],
            ['BatchGetItem', { Responses: { table: [{ v: value }] }, UnprocessedKeys: {} }],
            ['TransactGetItems', { Responses: [{ Item: { v: value } }] }],
          ];
          for (const [command, answer] of answers) {
            const { outcome } = await send({ body: answer }, command, SMALLEST[command] ?? {});
            const { $metadata, ...output } = outcome;
            expect($metadata, command).to.include({ httpStatusCode: 200, requestId: 'tapped', attempts: 1 });
            expect(textOf(output), command).to.equal(textOf(answer));
          }
        });
      }

      it('keeps the rest of an error in which the name occurs', async () => {
        const body = JSON.parse(
          `{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException","Message":"The conditional request failed","Item":{"__proto__":{"B":"AQ=="},"v":${MAP}}}`,
        );
        const { outcome } = await send({ statusCode: 400, body }, 'PutItem', { TableName: 'table', Item: {} });
        expect(outcome).to.include({
          name: 'ConditionalCheckFailedException',
          message: 'The conditional request failed',
          $fault: 'client',
        });
        expect(outcome.$metadata).to.include({ httpStatusCode: 400, attempts: 1 });
        expect(textOf(outcome.Item)).to.equal(textOf(body.Item));
      });

      it('leaves an answer that was cut off to the SDK', async () => {
        const { outcome } = await send({ body: '{"Item":{"__proto__":' }, 'GetItem', { TableName: 'table', Key: {} });
        expect(outcome).to.be.instanceOf(SyntaxError);
        expect(outcome.$metadata).to.include({ httpStatusCode: 200 });
      });
    });
  }
});

const SMALLEST: Record<string, object> = {
  GetItem: { TableName: 'table', Key: {} },
  Query: { TableName: 'table' },
  UpdateItem: { TableName: 'table', Key: {} },
  BatchGetItem: { RequestItems: {} },
  TransactGetItems: { TransactItems: [] },
};
