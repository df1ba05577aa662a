import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { describeOnce } from '../support/describe-once.js';
import { onEachEngine } from '../support/engines.js';
import { CALLS } from './deviations/calls.js';
import { READS } from './deviations/reads.js';
import { openStage } from './deviations/stage.js';
import { TOKENS } from './deviations/tokens.js';
import { VALUES } from './deviations/values.js';
import { WRITES } from './deviations/writes.js';
import { decisionOn, expectedResult } from './decisions.js';
import { type Call, type JsonObject, readDeviations, readScenarios } from './fixtures.js';
import { nameOfRecorded } from './recorded-result.js';

const TESTS = [...WRITES, ...READS, ...VALUES, ...TOKENS, ...CALLS].sort((one, other) => (one.id < other.id ? -1 : 1));
const IDS = readDeviations().map(({ id }) => id.slice(0, 3));

describeOnce('go/deviations', () => {
  const decided = new Set<string>();
  after(() => console.log(`Deviations: ${decided.size} of ${IDS.length} faults of the Go library decided and tested.`));

  it('tests every fault that was recorded, and no other', () => {
    expect(TESTS.map(({ id }) => id)).to.deep.equal(IDS);
  });

  it('tells of every fault in docs/go-differences.md', () => {
    const text = readFileSync(new URL('../../../../docs/go-differences.md', import.meta.url), 'utf8');
    const told = [...text.matchAll(/^\| (D\d\d) +\|/gm)].map(([, id]) => id);
    expect(told.sort()).to.deep.equal(IDS);
  });

  it('decides as the recordings recommend', () => {
    const scenarios = new Map(readScenarios().map((scenario) => [scenario.id, scenario]));
    for (const { scenario, call, recommend } of readDeviations().flatMap((deviation) => deviation.scenarios)) {
      if (call === undefined || recommend === undefined) continue;
      expectRecommended(scenario, call, scenarios.get(scenario)!.calls[call]!, recommend);
    }
  });

  onEachEngine((engine) => {
    for (const { id, sentence, run } of TESTS) {
      it(`${id}: ${sentence}`, async () => {
        const stage = await openStage(engine);
        try {
          await run(stage);
          decided.add(id);
        } finally {
          stage.close();
        }
      });
    }
  });
});

/** What is recommended is what the golden tests expect of the call; D06 and D22 test the rest of it. */
function expectRecommended(scenario: string, index: number, call: Call, recommend: JsonObject): void {
  const expected = expectedResult(scenario, index, call);
  const { error, kv, ok, list } = recommend as typeof expected;
  const where = `${scenario}#${index}`;
  if (error === null) expect(expected.error, where).to.equal(null);
  else if (error) expect(nameOfRecorded(expected.error!), where).to.equal(error.name);
  if (error?.name === 'ErrInvalidArgument') expect(decisionOn(scenario, index)?.sends?.([]), where).to.deep.equal([]);
  if (kv) expect(expected.kv, where).to.deep.include(kv);
  if (ok !== undefined) expect(expected.ok, where).to.equal(ok);
  if (list !== undefined) expect(expected.list, where).to.deep.equal(list);
}
