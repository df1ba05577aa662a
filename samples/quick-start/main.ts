// The program behind `npm start`: the main job on an engine inside this process, or, with `-- --real`, on the DynamoDB
// that the environment names (AWS_REGION, AWS_ENDPOINT_URL_DYNAMODB, credentials). Ends with 0 when every line is true.
import { InvalidArgumentError, isDynastoreError } from '../../lib/index.js';
import { runMainJob } from './main-job.js';
import { openEmbedded, openReal, type Place } from './places.js';

/** A moment at which no table's own expiry, which goes by the real time, interferes. */
const START_MS = Date.UTC(2100, 0, 1);

const print = (line: string): void => console.log(line);

async function main(args: readonly string[]): Promise<void> {
  const other = args.find((arg) => arg !== '--real');
  if (other !== undefined)
    throw new InvalidArgumentError(`There is no option '${other}'.`, { hint: 'The only one is --real.' });
  const place = args.includes('--real') ? openReal(process.env) : await openEmbedded();
  place.description.forEach(print);
  try {
    await runOn(place);
  } finally {
    await place.leave().then(print, (error: unknown) => fail(`Perhaps not removed: table ${place.table}.`, error));
  }
}

function runOn({ client, table }: Place): Promise<void> {
  let nowMs = START_MS;
  const clock = { nowMs: () => nowMs, advance: (ms: number) => void (nowMs += ms) };
  return runMainJob({ client, table, clock, print, signal: interruption() });
}

/** What was made is removed also when somebody does not want to wait for the end. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => controller.abort(new Error(`Ended by ${signal}.`)));
  }
  return controller.signal;
}

function fail(...why: readonly unknown[]): void {
  console.error(...why.map((reason) => (isDynastoreError(reason) ? reason.message : reason)));
  process.exitCode = 1;
}

await main(process.argv.slice(2)).catch(fail);
