import { printCount } from '../support/counted.js';
import { describeOnce } from '../support/describe-once.js';
import { onEachEngine } from '../support/engines.js';
import { CONDITIONAL } from './conditional.js';
import { COSTING, TABLES } from './costs.js';
import { EXPIRING, EXPIRY } from './expiring.js';
import { type Fixture, type Sentence, openFixture } from './fixture.js';
import { LISTING } from './listing.js';
import { WRITING } from './writing.js';

/** The promises of the store, by what they are about. */
const SECTIONS: Readonly<Record<string, readonly Sentence[]>> = {
  'writing and reading': WRITING,
  'creating, replacing, removing': CONDITIONAL,
  'listing, and reading through indexes': LISTING,
  expiring: EXPIRING,
  'the one rule of expiry': EXPIRY,
  'tables and their limits': TABLES,
  'what is sent': COSTING,
};

describeOnce('contract', () => {
  onEachEngine((engine) => {
    printCount(`Conformance sentences kept on ${engine.name}`);

    let fixture: Fixture & { close(): void };
    before(async () => {
      fixture = await openFixture(engine);
    });
    after(() => fixture.close());

    for (const [section, sentences] of Object.entries(SECTIONS)) {
      describe(section, () => {
        for (const [sentence, check] of sentences) it(sentence, () => check(fixture));
      });
    }
  });
});
