import { EnvironmentError } from '../errors.js';
import type { Ctor } from '../metadata/declarations.js';
import { metadataOf } from '../metadata/entity-metadata.js';
import type { Session } from '../session.js';

export interface TableDifference {
  readonly table: string;
  readonly problem: string;
}

/** Tells which tables of entities are missing. */
export async function verifyTables(session: Session, entities: readonly Ctor[]): Promise<TableDifference[]> {
  session.tableDefinition(...entities);
  const differences: TableDifference[] = [];
  for (const name of new Set(entities.map((entity) => metadataOf(entity).table))) {
    const table = session.table(name);
    try {
      await table.partition('dynastore').exists('health');
    } catch (error) {
      const isMissing =
        error instanceof EnvironmentError && (error.cause as Error | undefined)?.name === 'ResourceNotFoundException';
      if (!isMissing) throw error;
      differences.push({ table: table.name, problem: 'is missing' });
    }
  }
  return differences;
}
