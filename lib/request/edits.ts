import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from '../record/layout.js';
import { setMember } from '../record/value.js';
import type { Expression } from './expression.js';

// Changes of single values in a row, as deep as they lie, and what they ask of the row to be possible.

/** What happens to one attribute, or to members of a map. */
export type Edit =
  | { readonly kind: 'set'; readonly value: AttributeValue }
  | { readonly kind: 'remove' }
  | { readonly kind: 'add'; readonly number: string }
  | { readonly kind: 'append' | 'prepend'; readonly elements: readonly AttributeValue[] }
  | { readonly kind: 'addToSet' | 'deleteFromSet'; readonly set: AttributeValue }
  | { readonly kind: 'members'; readonly members: ReadonlyMap<string, Edit> };

/** Edits of top-level attributes. */
export type Edits = ReadonlyMap<string, Edit>;

/** The parts of an update expression. */
export interface Clauses {
  readonly set: string[];
  readonly remove: string[];
  readonly add: string[];
  readonly delete: string[];
}

/**
 * Spells edits for a row.
 *
 * @param row - the row as it was met, when the edits did not fit a row that has everything: what it lacks is then made.
 * @returns what must hold of the row for the edits to fit it. DynamoDB checks conditions before it looks at paths, so that a
 * map that is missing is a refusal, which brings the row, and not an error.
 */
export function describeEdits(expression: Expression, edits: Edits, row: Item | undefined, into: Clauses): string[] {
  const spelling = new Spelling(expression, into);
  for (const [name, edit] of edits) spelling.describe(edit, [name], row && (row[name] ?? ABSENT));
  return spelling.conditions;
}

/** A place in a row that edits need as something else than it is. */
export interface Gap {
  readonly path: readonly string[];
  /** What is there: a type, or nothing. */
  readonly type: string | undefined;
  /** The type that is needed. */
  readonly wanted: string;
}

/** What a row that was met lacks for edits to fit it. */
export function gapsOf(edits: Edits, row: Item): readonly Gap[] {
  const gaps: Gap[] = [];
  const look = (edit: Edit, path: readonly string[], stored: AttributeValue | undefined): void => {
    const wanted = typeFor(edit);
    const type = stored && Object.keys(stored)[0];
    if (wanted !== undefined && type !== wanted && (type !== undefined || edit.kind === 'members')) {
      gaps.push({ path, type, wanted });
    } else if (edit.kind === 'members') {
      for (const [name, member] of edit.members) look(member, [...path, name], stored?.M?.[name]);
    }
  };
  for (const [name, edit] of edits) look(edit, [name], row[name]);
  return gaps;
}

/** Stands for an attribute of a row that was met and does not have it. */
const ABSENT = {} as AttributeValue;

/** The type that a value must have, where it is there, to be changed so. */
function typeFor(edit: Edit): string | undefined {
  switch (edit.kind) {
    case 'members':
      return 'M';
    case 'add':
      return 'N';
    case 'append':
    case 'prepend':
      return 'L';
    case 'addToSet':
    case 'deleteFromSet':
      return Object.keys(edit.set)[0];
    default:
      return undefined;
  }
}

class Spelling {
  readonly conditions: string[] = [];
  readonly #expression: Expression;
  readonly #into: Clauses;

  constructor(expression: Expression, into: Clauses) {
    this.#expression = expression;
    this.#into = into;
  }

  describe(edit: Edit, names: readonly string[], stored: AttributeValue | undefined): void {
    const path = names.map((name) => this.#expression.name(name)).join('.');
    const value = (given: AttributeValue) => this.#expression.value(given);
    const isType = (type: string) => `attribute_type(${path}, ${value({ S: type })})`;
    if (edit.kind === 'members') {
      if (stored !== undefined && stored.M === undefined) return this.#make(edit, path, isType('NULL'));
      this.conditions.push(isType('M'));
      for (const [name, member] of edit.members) {
        this.describe(member, [...names, name], stored && (stored.M?.[name] ?? ABSENT));
      }
      return;
    }
    const wanted = typeFor(edit);
    if (wanted !== undefined) {
      if (stored?.NULL) return this.#make(edit, path, isType('NULL'));
      this.conditions.push(`(attribute_not_exists(${path}) OR ${isType(wanted)})`);
    }
    switch (edit.kind) {
      case 'set':
        return void this.#into.set.push(`${path} = ${value(edit.value)}`);
      case 'remove':
        return void this.#into.remove.push(path);
      case 'add':
        return void this.#into.set.push(
          `${path} = if_not_exists(${path}, ${value({ N: '0' })}) + ${value({ N: edit.number })}`,
        );
      case 'append':
      case 'prepend': {
        const own = `if_not_exists(${path}, ${value({ L: [] })})`;
        const added = value({ L: [...edit.elements] });
        const both = edit.kind === 'append' ? `${own}, ${added}` : `${added}, ${own}`;
        return void this.#into.set.push(`${path} = list_append(${both})`);
      }
      case 'addToSet':
        return void this.#into.add.push(`${path} ${value(edit.set)}`);
      case 'deleteFromSet':
        return void this.#into.delete.push(`${path} ${value(edit.set)}`);
    }
  }

  /** Writes what an edit makes of nothing, where nothing, or NULL, still is. */
  #make(edit: Edit, path: string, isNull: string): void {
    this.conditions.push(`(attribute_not_exists(${path}) OR ${isNull})`);
    const made = resultOf(edit);
    if (made === undefined) this.#into.remove.push(path);
    else this.#into.set.push(`${path} = ${this.#expression.value(made)}`);
  }
}

/** What an edit makes of an absent value. */
function resultOf(edit: Edit): AttributeValue | undefined {
  switch (edit.kind) {
    case 'set':
      return edit.value;
    case 'add':
      return { N: edit.number };
    case 'append':
    case 'prepend':
      return { L: [...edit.elements] };
    case 'addToSet':
      return edit.set;
    case 'members': {
      const members: Item = {};
      for (const [name, member] of edit.members) {
        const made = resultOf(member);
        if (made !== undefined) setMember(members, name, made);
      }
      return { M: members };
    }
    default:
      return undefined;
  }
}
