import type { BatchWriteItemInput, WriteRequest } from '@aws-sdk/client-dynamodb';
import { expect } from 'chai';
import { Session, waysOf } from '../../lib/session.js';
import { batchWriteRequest } from '../../lib/request/batch.js';
import { RowPacker, groupByRequest, packedRequest, unreadText } from '../../lib/transport/row-pack.js';
import { readText, writeInput } from '../../lib/transport/wire-json.js';
import { describeOnce } from '../support/describe-once.js';
import { stubClient } from '../support/stub-client.js';

const TABLE = 'rows';

const writeOf = (position: number): WriteRequest => ({
  PutRequest: {
    Item: {
      id: { S: 'p' },
      name: { S: `k${position}` },
      bytes: { B: new Uint8Array([position, 255]) },
      list: { L: [{ BS: [new Uint8Array([1]), new Uint8Array(0)] }, { S: 'ß "B":" \u{1f600}' }] },
      ...(JSON.parse('{"__proto__":{"N":"1"}}') as object),
    },
  },
});
const writesTo = (count: number) => Array.from({ length: count }, (_, position) => writeOf(position));

const pack = (writes: readonly WriteRequest[], asText = true) => {
  const packer = new RowPacker(TABLE, asText);
  return writes.map((write) => packer.add(write));
};
const inputOf = (packed: ReturnType<typeof pack>): BatchWriteItemInput => packedRequest(TABLE, packed).input;

describeOnce('transport/row-pack', () => {
  for (const count of [1, 24, 25]) {
    it(`writes ${count} rows as the request for them would be written`, () => {
      const plain = batchWriteRequest(TABLE, writesTo(count)).input;
      const input = inputOf(pack(writesTo(count)));
      expect(unreadText(input)).to.equal(writeInput(plain));
      expect(input).to.deep.equal(plain);
    });
  }

  it('leaves the rows as they are for a transport that does not take text', () => {
    const writes = writesTo(25);
    const input = inputOf(pack(writes, false));
    expect(unreadText(input)).to.equal(undefined);
    expect(input.RequestItems![TABLE]![0]).to.equal(writes[0]);
  });

  it('writes the rows that are left of several packs', () => {
    const writes = writesTo(60);
    const packed = pack(writes);
    const left = [3, 24, 25, 59];
    const input = inputOf(left.map((position) => packed[position]!));
    expect(unreadText(input)).to.equal(undefined);
    expect(input).to.deep.equal(
      batchWriteRequest(
        TABLE,
        left.map((position) => writes[position]!),
      ).input,
    );
  });

  it('keeps full packs together, and puts together what is left of others', () => {
    const packed = pack(writesTo(110));
    const done = new Set([30, 31, 90, 91, 92, 93, 94]);
    const open = packed.filter((_, position) => !done.has(position)).reverse();
    const groups = groupByRequest(open, (row) => row);
    const whole = (first: number) => packed.slice(first, first + 25).reverse();
    expect(groups.slice(0, 2)).to.deep.equal([whole(50), whole(0)]);
    expect(groups.slice(2).map((group) => group.length)).to.deep.equal([25, 25, 3]);
    expect(groups.flat()).to.have.members(open);
    expect(unreadText(inputOf(groups[1]!))).to.equal(writeInput(batchWriteRequest(TABLE, writesTo(25)).input));
  });

  it('has written a full pack when it is full, and the last one when it is sent', () => {
    const writes = writesTo(26);
    const packed = pack(writes);
    for (const { PutRequest } of writes) PutRequest!.Item!['name'] = { S: 'changed' };
    const names = (input: BatchWriteItemInput) =>
      input.RequestItems![TABLE]!.map(({ PutRequest }) => PutRequest!.Item!['name']!.S);
    expect(names(inputOf(packed.slice(0, 25)))).to.not.include('changed');
    expect(names(inputOf(packed.slice(25)))).to.deep.equal(['changed']);
  });

  const looks: readonly (readonly [string, (input: BatchWriteItemInput) => unknown])[] = [
    ['are looked at', (input) => input.RequestItems![TABLE]!.length],
    ['are replaced', (input) => (input.RequestItems![TABLE] = [writeOf(7)])],
    ['are changed', (input) => (input.RequestItems![TABLE]![0]!.PutRequest!.Item!['more'] = { S: 'x' })],
    ['get company', (input) => (input.RequestItems!['other'] = [writeOf(8)])],
    ['are asked for in another way', (input) => (input.ReturnConsumedCapacity = 'TOTAL')],
    ['are put in a copy', (input) => (input.RequestItems = { ...input.RequestItems })],
    ['are frozen and looked at', (input) => Object.freeze(input.RequestItems)![TABLE]!.length],
    [
      'are replaced after they were deleted',
      (input) => {
        delete input.RequestItems![TABLE];
        input.RequestItems![TABLE] = [writeOf(7)];
      },
    ],
    [
      'are defined anew',
      (input) => {
        const value = [writeOf(7)];
        Object.defineProperty(input.RequestItems, TABLE, {
          value,
          enumerable: true,
          configurable: true,
          writable: true,
        });
      },
    ],
    [
      'go to another table',
      (input) => {
        delete input.RequestItems![TABLE];
        input.RequestItems!['other'] = [writeOf(8)];
      },
    ],
    [
      'are changed in a copy of what holds them',
      (input) => {
        const items = Object.create(
          null,
          Object.getOwnPropertyDescriptors(input.RequestItems!),
        ) as typeof input.RequestItems;
        items![TABLE]![3]!.PutRequest!.Item!['more'] = { S: 'x' };
        input.RequestItems = items;
      },
    ],
  ];
  for (const [what, look] of looks) {
    it(`leaves it to the rows to be written once they ${what}`, () => {
      const plain = batchWriteRequest(TABLE, writesTo(25)).input;
      const input = inputOf(pack(writesTo(25)));
      look(plain);
      look(input);
      expect(unreadText(input)).to.equal(undefined);
      expect(readText(writeInput(input))).to.deep.equal(readText(writeInput(plain)));
    });
  }

  describe('in a batch', () => {
    const rows = Array.from({ length: 30 }, (_, position) => ({
      key: `k${position}`,
      value: new Uint8Array([position]),
      fields: { bytes: { B: new Uint8Array([position]) } },
    }));
    const open = (transport: 'auto' | 'sdk') => {
      const sent: any[] = [];
      const client = stubClient((_, input) => {
        sent.push(input);
        return {};
      });
      const session = new Session(client, { transport });
      return { sent, client, session, partition: session.table(TABLE).partition('p') };
    };
    const rowsIn = (sent: readonly any[]): any[] => sent.flatMap(({ RequestItems }) => RequestItems[TABLE]);

    for (const transport of ['auto', 'sdk'] as const) {
      it(`what middleware does to the rows is sent, with transport '${transport}'`, async () => {
        const { sent, client, partition } = open(transport);
        client.middlewareStack.add(
          (next: any) => (args: any) => {
            for (const { PutRequest } of args.input.RequestItems[TABLE]) PutRequest.Item.stamp = { S: 'seen' };
            return next(args);
          },
          { step: 'initialize', name: 'stamp' },
        );
        await partition.putMany(rows);
        expect(rowsIn(sent).map(({ PutRequest }) => PutRequest.Item.stamp)).to.deep.equal(
          rows.map(() => ({ S: 'seen' })),
        );
        expect(rowsIn(sent).map(({ PutRequest }) => PutRequest.Item.bytes.B)).to.deep.equal(
          rows.map(({ value }) => Buffer.from(value).toString('base64')),
        );
      });
    }

    it('is the same on both ways', async () => {
      const [auto, sdk] = [open('auto'), open('sdk')];
      for (const { partition } of [auto, sdk]) await partition.deleteMany(rows.map(({ key }) => key));
      expect(auto.sent).to.deep.equal(sdk.sent);
      expect(waysOf(auto.session)).to.include({ wire: 2, sdk: 0 });
    });

    it('a wrapper around send sees the rows', async () => {
      const { sent, client, partition } = open('auto');
      const send = client.send.bind(client) as any;
      const seen: any[] = [];
      client.send = ((command: any, ...more: unknown[]) => {
        seen.push(...command.input.RequestItems[TABLE]);
        return send(command, ...more);
      }) as any;
      await partition.putMany(rows);
      expect(seen.map(({ PutRequest }) => PutRequest.Item.name)).to.deep.equal(rows.map(({ key }) => ({ S: key })));
      expect(rowsIn(sent)).to.have.length(30);
    });

    for (const table of ['constructor', '__proto__']) {
      it(`reaches a table named ${table}`, async () => {
        const client = stubClient(() => ({ UnprocessedItems: {}, Responses: {} }));
        const partition = new Session(client).table(table).partition('p');
        await partition.putMany(rows);
        expect(await partition.getMany(['a'])).to.deep.equal([undefined]);
      });
    }

    it('costs no more requests when many rows share keys', async () => {
      const { sent, partition } = open('auto');
      const twice = [...rows.slice(0, 25), ...rows.slice(0, 25).map((row) => ({ ...row, value: 'later' }))];
      await partition.putMany(twice.sort((a, b) => (a.key < b.key ? -1 : 1)));
      expect(sent).to.have.length(1);
      expect(rowsIn(sent).map(({ PutRequest }) => PutRequest.Item.payload.S)).to.deep.equal(Array(25).fill('later'));
    });
  });
});
