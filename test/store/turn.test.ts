import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { Item } from '../../lib/record/layout.js';
import { nameOf } from '../../lib/request/request.js';
import { type Turn, Turns } from '../../lib/store/turn.js';
import { describeOnce } from '../support/describe-once.js';
import { failureOf } from '../support/failure.js';
import { StoppedClock } from '../support/stopped-clock.js';

const ROW = { table: 'shop', partition: 'p', key: 'k' };

/** A promise and what settles it. */
function latch<T = void>() {
  let open!: (value: T) => void;
  const opened = new Promise<T>((resolve) => (open = resolve));
  return { opened, open };
}

describeOnce('store/turn', () => {
  let turns: Turns;
  let clock: StoppedClock;
  beforeEach(() => {
    clock = new StoppedClock();
    turns = new Turns(clock, clock, true);
  });
  const laneOf = (turn: Turn) => turn.mark()!.lane;

  it('lets one call at a time write a row, in the order of their coming', async () => {
    const order: string[] = [];
    const write = (name: string) =>
      turns.hold(ROW, undefined, async () => {
        order.push(`${name} begins`);
        await sleep(1);
        order.push(`${name} ends`);
      });
    await Promise.all(['a', 'b', 'c'].map(write));
    expect(order).to.deep.equal(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  });

  it('tells rows apart whose keys read alike when they are joined', async () => {
    const rows = [
      { table: 'shop', partition: 'a', key: 'b\0c' },
      { table: 'shop', partition: 'a\0b', key: 'c' },
      { table: 'shop', partition: 'ab', key: 'c' },
      { table: 'shop', partition: 'a', key: 'bc' },
      { table: 'shopa', partition: 'b', key: 'c' },
      { table: 'shop', partition: '1 a', key: 'b' },
      { table: 'shop', partition: '1', key: ' ab' },
    ];
    expect(new Set(rows.map(nameOf)).size).to.equal(rows.length);

    // One that holds the row of each waits for nobody.
    const { opened, open } = latch();
    const begun: string[] = [];
    const all = rows.map((row) =>
      turns.hold(row, undefined, async (turn) => {
        expect(turn.row).to.equal(undefined);
        begun.push(row.key);
        await opened;
        turn.row = { id: { S: row.partition } };
      }),
    );
    await sleep(1);
    expect(begun).to.have.length(rows.length);
    open();
    await Promise.all(all);
  });

  it('takes a table for the same by its name and by its ARN, and no row from one to the other', async () => {
    const byArn = { ...ROW, table: 'arn:aws:dynamodb:us-east-1:000000000000:table/shop' };
    const numbers: number[] = [];
    const rows: unknown[] = [];
    const write = (target: typeof ROW) =>
      turns.hold(target, undefined, async (turn) => {
        numbers.push(turn.mark()!.number);
        rows.push(turn.row);
        await sleep(1);
        turn.row = { name: { S: target.table } };
      });
    await Promise.all([write(ROW), write(byArn), write(byArn), write(ROW)]);
    expect(numbers).to.deep.equal([...new Set(numbers)].sort((a, b) => a - b));
    expect(rows).to.deep.equal([undefined, undefined, { name: { S: byArn.table } }, undefined]);
  });

  it('lets different rows be written at once', async () => {
    const first = latch();
    const second = latch();
    await Promise.all([
      turns.hold(ROW, undefined, async () => {
        first.open();
        await second.opened;
      }),
      turns.hold({ ...ROW, key: 'other' }, undefined, async () => {
        await first.opened;
        second.open();
      }),
    ]);
  });

  it('hands the row to the next in line, and forgets it when nobody waits', async () => {
    const row: Item = { version: { N: '4' } };
    const seen: unknown[] = [];
    const look = async (turn: Turn) => void seen.push(turn.row);
    await Promise.all([
      turns.hold(ROW, undefined, async (turn) => {
        await look(turn);
        turn.row = row;
        await sleep(1);
      }),
      turns.hold(ROW, undefined, look),
      turns.hold(ROW, undefined, look),
    ]);
    await turns.hold(ROW, undefined, look);
    expect(seen).to.deep.equal([undefined, row, row, undefined]);
  });

  it('goes on after a call that fails, and passes the failure on', async () => {
    const failing = turns.hold(ROW, undefined, () => Promise.reject(new Error('mine')));
    const next = turns.hold(ROW, undefined, () => Promise.resolve('done'));
    expect(await failureOf(() => failing)).to.have.property('message', 'mine');
    expect(await next).to.equal('done');
  });

  it('lets a call leave the line when its signal fires, with the reason of that', async () => {
    const { opened, open } = latch();
    const controller = new AbortController();
    const holding = turns.hold(ROW, undefined, () => opened);
    const leaving = failureOf(() => turns.hold(ROW, controller.signal, () => Promise.resolve()));
    const staying = turns.hold(ROW, undefined, () => Promise.resolve('done'));
    controller.abort('enough');
    expect(await leaving).to.equal('enough');
    open();
    await holding;
    expect(await staying).to.equal('done');
  });

  it('stays in one lane, with numbers that go up', async () => {
    const marks: (ReturnType<Turn['mark']> & object)[] = [];
    for (let write = 0; write < 3; write++) {
      await turns.hold(ROW, undefined, async (turn) => void marks.push(turn.mark()!));
    }
    expect(new Set(marks.map(({ lane }) => lane)).size).to.equal(1);
    expect(marks.map(({ number }) => number - marks[0]!.number)).to.deep.equal([0, 1, 2]);
    expect(new Set(marks.map(({ birth }) => birth)).size).to.equal(3);
  });

  it('leaves no marks in a session that wants none', async () => {
    await new Turns(clock, clock, false).hold(ROW, undefined, async (turn) => expect(turn.mark()).to.equal(undefined));
  });

  it('opens a second lane beside a callback that takes long, so that a nested call goes on', async () => {
    const lanes: string[] = [];
    await turns.hold(ROW, undefined, async (outer) => {
      lanes.push(laneOf(outer));
      await outer.lend(() => turns.hold(ROW, undefined, async (inner) => void lanes.push(laneOf(inner))));
      lanes.push(laneOf(outer));
    });
    expect(lanes[1]).not.to.equal(lanes[0]);
    expect(lanes[2]).to.equal(lanes[0]);
    await turns.hold(ROW, undefined, async (later) => expect(lanes).to.include(laneOf(later)));
  });

  it('does not hand on the row of a call that was left behind', async () => {
    const seen: unknown[] = [];
    const { opened, open } = latch();
    const slow = turns.hold(ROW, undefined, async (turn) => {
      turn.row = { version: { N: '4' } };
      await turn.lend(() => opened);
    });
    await turns.hold(ROW, undefined, async (turn) => void seen.push(turn.row));
    open();
    await slow;
    await turns.hold(ROW, undefined, async (turn) => void seen.push(turn.row));
    expect(seen).to.deep.equal([undefined, undefined]);
  });

  it('waits in a line behind the call that went on, not in its place', async () => {
    const order: string[] = [];
    await turns.hold(ROW, undefined, (outer) =>
      outer.lend(() =>
        Promise.all(
          ['a', 'b'].map((name) =>
            turns.hold(ROW, undefined, async () => {
              order.push(`${name} begins`);
              await sleep(1);
              order.push(`${name} ends`);
            }),
          ),
        ),
      ),
    );
    expect(order).to.deep.equal(['a begins', 'a ends', 'b begins', 'b ends']);
  });

  it('goes on in another lane when requests take more than two seconds', async () => {
    const { opened, open } = latch();
    const stuck = turns.hold(ROW, undefined, async (turn) => {
      await opened;
      return laneOf(turn);
    });
    const next = await turns.hold(ROW, undefined, async (turn) => laneOf(turn));
    open();
    expect(await stuck).not.to.equal(next);
  });

  it('marks a write beside the turns with a number that is above those before', async () => {
    const first = turns.markBeside(nameOf(ROW))!;
    await turns.hold(ROW, undefined, async (turn) => {
      const second = turn.mark()!;
      expect(second.lane).to.equal(first.lane);
      expect(second.number).to.be.above(first.number);
      expect(turns.markBeside(nameOf(ROW))!.number).to.be.above(second.number);
    });
  });
});
