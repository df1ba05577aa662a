import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import {
  Entity,
  Field,
  Index,
  Partition,
  Session,
  SortKeyPath,
  Version,
  add,
  append,
  merge,
  remove,
} from '../lib/index.js';
import { isMark } from '../lib/record/layout.js';
import type { Item } from '../lib/record/layout.js';
import { describeOnce } from './support/describe-once.js';
import { ROOT } from './support/root.js';
import { START_MS, StoppedClock } from './support/stopped-clock.js';
import { Answered, stubClient } from './support/stub-client.js';

// docs/writes.md says what each verb sends. Here each verb is called, and what it sent is put into the words of the page.

@Entity('rows')
@Partition('{box}')
@SortKeyPath('{id}')
@Index('byPlace', { partition: '{region}/{kind}' })
@Index('byRank', { partition: '{rank:03}' })
class Row {
  box!: string;
  id!: string;
  @Field(() => Number) count?: number;
  @Field(() => [String]) list?: string[];
  @Field() region?: string;
  @Field() kind?: string;
  @Field(() => Number) rank?: number;
  @Field() nested?: { count?: number };
  @Version() version?: number;
}

@Entity({ table: 'rows', layout: 'json' })
@Partition('text/{box}')
@SortKeyPath('{id}')
class TextRow {
  box!: string;
  id!: string;
  @Field(() => Number) count?: number;
}

const NOW = String(Math.floor(START_MS / 1000));
const KEY = { box: 'b', id: 'i' };
const PAYLOAD = { box: { S: 'b' }, id: { S: 'i' } };

/** The state of the row that a verb meets. */
type Met = 'live' | 'expired' | 'absent';

class Scene {
  readonly sent: string[] = [];
  readonly session: Session;
  met: Met;
  /** What the row lacks or has. */
  payload: Item = PAYLOAD;
  json = false;

  constructor(met: Met) {
    this.met = met;
    const client = stubClient((command, input) => this.#answer(command, input as unknown as Input));
    this.session = new Session(client, { clock: new StoppedClock() });
  }

  get row(): Item | undefined {
    if (this.met === 'absent') return undefined;
    const payload = this.json ? { S: JSON.stringify(KEY) } : { M: this.payload };
    const expires = this.met === 'expired' ? { expires: { N: '1' } } : {};
    const id = this.json ? 'text/b' : 'b';
    return { id: { S: id }, name: { S: 'i' }, version: { N: '3' }, _wx: { N: '7' }, payload, ...expires };
  }

  #answer(command: string, input: Input): unknown {
    this.sent.push(`${command}: ${inWords(input)}`);
    if (command === 'GetItem') return this.row ? { Item: this.row } : {};
    if (command.startsWith('Batch')) return { UnprocessedItems: {} };
    const found = this.row && { Item: this.row };
    const isRefused = this.#refuses(written(input));
    if (command === 'TransactWriteItems') {
      const CancellationReasons = [{ Code: 'ConditionalCheckFailed', ...found }];
      return isRefused ? Answered.error('TransactionCanceledException', { CancellationReasons }) : {};
    }
    if (isRefused) return Answered.error('ConditionalCheckFailedException', found);
    return { Attributes: this.row ?? { id: { S: 'b' }, name: { S: 'i' }, version: { N: '1' } } };
  }

  #refuses(input: Input): boolean {
    const condition = input.ConditionExpression ?? '';
    const isCreate = condition.startsWith('attribute_not_exists');
    if (this.met === 'live') return isCreate || this.#isLacking(input);
    if (this.met === 'expired') return isCreate || condition.includes('<=');
    return condition.startsWith('attribute_exists');
  }

  /** The stub knows one map that may be missing. */
  #isLacking(input: Input): boolean {
    const names = Object.values(input.ExpressionAttributeNames ?? {});
    const makes = JSON.stringify(input.ExpressionAttributeValues ?? {}).includes('{"M":');
    return names.includes('nested') && this.payload['nested'] === undefined && !makes;
  }
}

interface Input {
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: Item;
  readonly TransactItems?: readonly { readonly Update?: Input; readonly Delete?: Input }[];
}

/** What is written, be it alone or as a transaction of one. */
function written(input: Input): Input {
  return input.TransactItems?.map(({ Update, Delete }) => Update ?? Delete!)[0] ?? input;
}

/** A condition with what its placeholders stand for; marks by the one thing that they are for. */
function inWords(input: Input): string {
  const { ConditionExpression, ExpressionAttributeNames = {}, ExpressionAttributeValues = {} } = written(input);
  if (ConditionExpression === undefined) return 'none';
  const name = (placeholder: string) => {
    const attribute = ExpressionAttributeNames[placeholder]!;
    return attribute === '_wx' ? 'watermark' : isMark(attribute, { N: '1' }) ? 'mark' : attribute;
  };
  const value = (placeholder: string) => {
    const { N, S } = ExpressionAttributeValues[placeholder]!;
    return N === NOW ? 'now' : (S ?? N ?? '?');
  };
  return ConditionExpression.replace(/#\d+/g, name)
    .replace(/:\d+/g, value)
    .replace(/\(mark < \d+ OR .*?watermark < \d+\)\)/, 'not written by this call')
    .replace(/watermark = 7|attribute_not_exists\(watermark\)/, 'same row')
    .replace(/version = 3/, 'version = seen');
}

const make = () => Object.assign(new Row(), KEY);
const partition = ({ session }: { session: Session }) => session.table('rows').partition('b');
const rows = ({ session }: { session: Session }) => session.repository(Row);

/** What the first cell of a line of the page stands for. */
const CALLS: Readonly<Record<string, (scene: Scene) => Promise<unknown>>> = {
  'partition.put(key)': (scene) => partition(scene).put('i', { value: 'x' }),
  'partition.atomicPut(key)': (scene) => partition(scene).atomicPut('i', { value: 'x' }),
  'partition.atomicPut(key, { previous })': async (scene) => {
    const previous = await seen(scene, () => partition(scene).get('i'));
    return partition(scene).atomicPut('i', { value: 'x', previous });
  },
  'partition.delete(key)': (scene) => partition(scene).delete('i'),
  'partition.delete(key, { exact: true })': (scene) => partition(scene).delete('i', { exact: true }),
  'partition.atomicDelete(key)': (scene) => partition(scene).atomicDelete('i'),
  'partition.atomicDelete(key, previous)': async (scene) => {
    const previous = await seen(scene, () => partition(scene).get('i'));
    return partition(scene).atomicDelete('i', previous);
  },
  'partition.putMany(entries)': (scene) => partition(scene).putMany([{ key: 'i', value: 'x' }]),
  'partition.deleteMany(keys)': (scene) => partition(scene).deleteMany(['i']),
  'create(entity)': (scene) => rows(scene).create(make()),
  'create(entity, { exact: true })': (scene) => rows(scene).create(make(), { exact: true }),
  'save(new entity)': (scene) => rows(scene).save(make()),
  'save(entity that was read)': async (scene) => rows(scene).save(await seen(scene, () => rows(scene).get(KEY))),
  'put(entity)': (scene) => rows(scene).put(make()),
  'update(key, change)': (scene) => rows(scene).update(KEY, (draft) => void (draft.count = 1)),
  'update(key, no change)': (scene) => rows(scene).update(KEY, () => {}),
  'patch(key, changes)': (scene) => rows(scene).patch(KEY, { region: 'r', kind: 'k' }),
  'patch(key, changes, { if })': (scene) => rows(scene).patch(KEY, { region: 'r', kind: 'k' }, { if: { count: 5 } }),
  'delete(entity that was read)': async (scene) => rows(scene).delete(await seen(scene, () => rows(scene).get(KEY))),
  'delete(key)': (scene) => rows(scene).delete(KEY),
  'putMany(entities)': (scene) => rows(scene).putMany([make()]),
  'deleteMany(keys)': (scene) => rows(scene).deleteMany([KEY]),
};

/** What the row is read by before is no part of the verb. */
async function seen<T>(scene: Scene, read: () => Promise<T>): Promise<T> {
  const { met } = scene;
  scene.met = 'live';
  const row = await read();
  scene.met = met;
  scene.sent.length = 0;
  return row;
}

const PATCHES: Readonly<Record<string, (scene: Scene) => Promise<unknown>>> = {
  'no part of an index key': (scene) => rows(scene).patch(KEY, { count: add(1), list: append('x') }),
  'all parts of an index key': (scene) => rows(scene).patch(KEY, { region: 'r', kind: remove() }),
  'some parts, the others equal something in `if`': (scene) =>
    rows(scene).patch(KEY, { region: 'r' }, { if: { kind: 'k' } }),
  'some parts, the others unknown': (scene) => rows(scene).patch(KEY, { region: 'r' }),
  '`add` on a part': (scene) => rows(scene).patch(KEY, { rank: add(1) }),
  '`merge` into an object that is there': (scene) => {
    scene.payload = { ...PAYLOAD, nested: { M: {} } };
    return rows(scene).patch(KEY, { nested: merge({ count: 1 }) });
  },
  '`merge` into one that is missing or null': (scene) => rows(scene).patch(KEY, { nested: merge({ count: 1 }) }),
  'layout `json`': (scene) => {
    scene.json = true;
    return scene.session.repository(TextRow).patch(KEY, { count: 1 });
  },
};

const page = readFileSync(join(ROOT, 'docs/writes.md'), 'utf8');

/** The lines of the tables under a heading, as cells. */
function linesOf(heading: string): string[][] {
  const [, section = ''] = page.split(`\n## ${heading}\n`);
  return [...section.split('\n## ')[0]!.matchAll(/^\| (.*) \|$/gm)]
    .map(([, line]) => line!.split(' | ').map((cell) => cell.trim()))
    .filter(([first]) => !/^-+$|^verb$|^it changes$/.test(first!));
}

const plain = (cell: string) => cell.replace(/^`|`$/g, '');

describeOnce('docs/writes.md', () => {
  const verbs = [...linesOf('The store'), ...linesOf('Repositories')];

  it('has a line for each verb, and none for others', () => {
    expect(verbs.map(([verb]) => plain(verb!))).to.deep.equal(Object.keys(CALLS));
    expect(linesOf('What patch needs').map(([what]) => what)).to.deep.equal(Object.keys(PATCHES));
  });

  for (const [verb, command, condition, requests, overExpired] of verbs) {
    const call = CALLS[plain(verb!)]!;
    const isCreating = /create|new entity|atomicPut\(key\)`/.test(verb!);
    it(`tells what ${plain(verb!)} sends`, async () => {
      const scene = new Scene(isCreating || verb!.includes('atomicDelete(key)`') ? 'absent' : 'live');
      await call(scene);
      const writes = scene.sent.map((each) => each.split(': '));
      expect(writes.map(([name]) => name)).to.deep.equal(command!.split(', ').map(plain));
      expect(writes.at(-1)![1]).to.equal(plain(condition!));
      expect(String(scene.sent.length)).to.equal(requests);
    });

    if (overExpired === '-') continue;
    it(`tells what ${plain(verb!)} does over an expired row`, async () => {
      const scene = new Scene('expired');
      const failure: unknown = await call(scene).then(
        () => undefined,
        (error: unknown) => error,
      );
      const did = failure === undefined ? String(scene.sent.length) : (failure as Error).name;
      expect(did).to.equal(plain(overExpired!));
    });
  }

  for (const [what, requests] of linesOf('What patch needs')) {
    it(`tells what patch needs for ${what}`, async () => {
      const scene = new Scene('live');
      await PATCHES[what!]!(scene);
      const commands = scene.sent.map((each) => each.split(': ')[0]);
      expect(commands).to.deep.equal(requests!.split(', ').map(plain));
    });
  }
});
