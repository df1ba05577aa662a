import { Logger } from '@nestjs/common';
import { DynastoreError, EnvironmentError } from '../errors.js';
import type { Ctor } from '../metadata/declarations.js';
import { NEVER_DELETED, type TableDifference } from '../metadata/table-differences.js';
import { sleep } from '../record/clock.js';
import type { Session } from '../session.js';
import { destinationOf } from '../store/destination.js';
import type { StartPlan } from './options.js';

const logger = new Logger('Dynastore');

/**
 * Does to the tables of entities what `onStart` says.
 *
 * @throws EnvironmentError when the tables are not as the entities need them, when they may not be created where they are
 *   missing, or when DynamoDB did not answer in the attempts allowed. MetadataError for a class that is no entity.
 */
export async function prepareTables(
  name: string,
  session: Session,
  entities: readonly Ctor[],
  plan: StartPlan,
): Promise<void> {
  if (plan.onStart === 'off' || entities.length === 0) return;
  for (let attempt = 1; ; attempt++) {
    try {
      return await prepareOnce(session, entities, plan);
    } catch (error) {
      if (!isOfSurroundings(error)) throw error;
      if (!error.retryable || attempt >= plan.retry.maxAttempts) throw explain(name, error, attempt);
      logger.warn(`Session '${name}', attempt ${attempt} of ${plan.retry.maxAttempts}: ${error.message}`);
    }
    // Between half of it and all of it, so that many instances do not come back at the same moment.
    const longestMs = Math.min(plan.retry.maxDelayMs, plan.retry.baseDelayMs * 2 ** (attempt - 1));
    await sleep(longestMs * (0.5 + Math.random() / 2));
  }
}

async function prepareOnce(session: Session, entities: readonly Ctor[], plan: StartPlan): Promise<void> {
  let differences = await session.verifyTables(...entities);
  if (
    plan.onStart === 'create' &&
    differences.length > 0 &&
    (plan.forceCreate || (await mayCreate(session, differences)))
  ) {
    await session.createTables(...entities);
    differences = await session.verifyTables(...entities);
  }
  for (const { table } of differences.filter(isHarmless)) logger.warn(`Table '${table}': ${NEVER_DELETED}`);
  const faults = differences.filter((difference) => !isHarmless(difference));
  if (faults.length === 0) return;
  const list = faults.map(({ table, problem }) => `\n  - table '${table}': ${problem}`).join('');
  throw new EnvironmentError(`The tables are not as the entities need them:${list}\n`, {
    hint: "Create or change them where you deploy, or with session.createTables; onStart: 'off' starts without a look.",
  });
}

function isHarmless({ problem }: TableDifference): boolean {
  return problem === NEVER_DELETED;
}

/** What costs money is not made by the way. */
async function mayCreate(session: Session, differences: readonly TableDifference[]): Promise<boolean> {
  const { host, isLocal } = await destinationOf(session.client);
  if (isLocal || differences.every(isHarmless)) return isLocal;
  throw new EnvironmentError(
    `Tables are missing or differ, and onStart: 'create' makes them at a local endpoint only, not at ${host}.`,
    { hint: "Create them where you deploy and use onStart: 'verify', or set forceCreate: true." },
  );
}

/** Anything else is a mistake in the program, and told as it is. */
function isOfSurroundings(error: unknown): error is DynastoreError {
  return error instanceof DynastoreError && ['ENVIRONMENT', 'THROTTLED', 'SERVICE'].includes(error.code);
}

function explain(name: string, error: DynastoreError, attempts: number): EnvironmentError {
  const { region, endpoint } = error as Partial<EnvironmentError>;
  const times = attempts === 1 ? '' : ` after ${attempts} attempts`;
  return new EnvironmentError(`Session '${name}' cannot start${times}: ${error.message}`, {
    region,
    endpoint,
    retryable: error.retryable,
    ...(error.retryable && {
      hint: "startRetry says how long to try; onStart: 'off' starts without a look at the tables.",
    }),
    cause: error,
  });
}
