import { expect } from 'chai';
import { describeOnce } from '../support/describe-once.js';
import { StoppedClock } from '../support/stopped-clock.js';
import { canonicalRequest } from './canonical-request.js';
import { type Exchange, type HookEvent, withoutChangedEvents, withoutChanges } from './contract-changes.js';
import { type Decision, decisionOn, expectedResult } from './decisions.js';
import { type Call, type Scenario, readScenarios, readScenariosOfV2 } from './fixtures.js';
import { expectResult } from './recorded-result.js';
import { RecordedService, isRefusal } from './recorded-service.js';
import { openSession } from './recorded-session.js';
import { Replay } from './replay.js';

describeOnce('go/golden-requests', () => {
  const counts = { scenarios: 0, calls: 0, requests: 0, decided: 0 };
  after(() => {
    const { scenarios, calls, requests, decided } = counts;
    console.log(
      `Golden requests: ${scenarios} scenarios, ${calls} calls, ${requests} requests compared whole; ` +
        `${decided} calls decided otherwise than in Go.`,
    );
  });

  it('has one canonical form for a request, the one that was recorded', () => {
    const recorded = [...readScenarios(), ...readScenariosOfV2()].flatMap(({ calls }) =>
      calls.flatMap(({ expect: { wire } }) => wire),
    );
    for (const { target, request, canonical } of recorded) {
      expect(canonicalRequest(target.replace(/^.*\./, ''), request)).to.deep.equal(canonical);
    }
    expect(recorded).to.have.length.above(300);
  });

  for (const transport of ['auto', 'sdk'] as const) {
    describe(`with transport '${transport}'`, () => {
      for (const scenario of readScenarios()) {
        it(`sends what Go sends: ${scenario.id}, ${scenario.title}`, async () => {
          const counted = await replay(scenario, transport);
          if (transport === 'sdk') return;
          counts.scenarios++;
          counts.calls += scenario.calls.length;
          counts.requests += counted.requests;
          counts.decided += counted.decided;
        });
      }
    });
  }
});

async function replay(scenario: Scenario, transport: 'auto' | 'sdk'): Promise<{ requests: number; decided: number }> {
  const service = new RecordedService();
  const events: HookEvent[] = [];
  const options = { clock: new StoppedClock(), pageTokens: { format: 'go-v1' }, transport } as const;
  const calls = new Replay(openSession(scenario, service, events, options), scenario);
  const counted = { requests: 0, decided: 0 };
  for (const [index, call] of scenario.calls.entries()) {
    const decision = decisionOn(scenario.id, index);
    service.expect(call);
    events.length = 0;
    const outcome = await calls.run(call);
    expectRequests(call, decision, service.sent, events);
    // Where we send something else than was recorded, or see it otherwise, the recorded answer is none.
    if (!decision || service.sent.length === 0) expectResult(outcome, expectedResult(scenario.id, index, call));
    counted.requests += service.sent.length;
    if (decision) counted.decided++;
  }
  return counted;
}

function expectRequests(
  call: Call,
  decision: Decision | undefined,
  sent: readonly Exchange[],
  events: readonly HookEvent[],
): void {
  const recorded = call.expect.wire.map(({ canonical, response }) => ({
    request: canonical,
    isRefused: isRefusal(response.body),
  }));
  const expected = withoutChanges('go', call, recorded);
  expect(withoutChanges('ours', call, sent)).to.deep.equal(decision?.sends?.(expected) ?? expected);
  if (decision?.sends) {
    if (sent.length === 0) expect(events).to.deep.equal([]);
    return;
  }
  const expectedEvents = withoutChangedEvents('go', call, recorded, call.expect.hooks);
  expect(withoutChangedEvents('ours', call, sent, events)).to.deep.equal(expectedEvents);
}
