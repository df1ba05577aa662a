import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { InvalidArgumentError } from '../errors.js';
import type { EntityMetadata } from '../metadata/entity-metadata.js';
import { type FieldCodec, type Members, type Member, writeMember } from '../metadata/member.js';
import type { TopLevelAttribute } from '../metadata/top-level.js';
import { describeType } from '../record/kind.js';
import { PAYLOAD_ATTRIBUTE } from '../record/layout.js';
import { Misfit, refusedValue, within } from '../record/misfit.js';
import { writeBigInt, writeNumber } from '../record/number.js';
import { checkMemberName, setMember, writeElements, writeSet, writeValue } from '../record/value.js';
import type { Edit, Edits } from '../request/edits.js';
import { type EditValue, isEdit } from './changes.js';
import { ANY_VALUE, isPlainObject } from './conditions.js';
import { isOperator } from './operators.js';

type Values = Readonly<Record<string, unknown>>;

/**
 * Turns a patch into edits of a row, index keys and all.
 *
 * @param key - the properties of the key.
 * @param given - the patch; what is undefined in it is no change.
 * @param condition - what `if` demands, whose equalities tell parts of index keys.
 * @returns nothing when the row has to be read first: to know an index key, or a value that is stored as another.
 * @throws InvalidArgumentError that names the property.
 */
export function editsOf(metadata: EntityMetadata, key: object, given: Values, condition: unknown): Edits | undefined {
  const changes: Record<string, unknown> = {};
  for (const property of Object.keys(given)) {
    if (given[property] !== undefined) setMember(changes, property, given[property]);
  }
  const { payload, layout } = metadata.codec;
  try {
    // Also where they are of no use, so that a mistake is told before anything is sent.
    const members = membersEdit(payload, changes);
    if (layout === 'json' || isTransformed(payload, changes)) return undefined;
    const edits = new Map<string, Edit>();
    if (members.size > 0) edits.set(PAYLOAD_ATTRIBUTE, { kind: 'members', members });
    const values = Object.fromEntries(Object.entries(changes).filter(([, change]) => !isEdit(change)));
    let known: Values | undefined;
    for (const attribute of metadata.codec.topLevel) {
      if (!attribute.properties.some((property) => Object.hasOwn(changes, property))) continue;
      attribute.checkParts?.(values);
      known ??= knownValues(metadata, key as Values, changes, condition);
      const edit = topLevelEdit(metadata, attribute, known, members);
      if (edit === undefined) return undefined;
      edits.set(attribute.attribute, edit);
    }
    return edits;
  } catch (thrown) {
    throw refusedValue(thrown);
  }
}

/** What is known of the row once the patch is in it. */
function knownValues({ keyProperties }: EntityMetadata, key: Values, changes: Values, condition: unknown): Values {
  const keyValues = Object.fromEntries([...keyProperties].map((property) => [property, key[property]])) as Values;
  return { ...equalitiesIn(condition), ...keyValues, ...changes };
}

/** @throws InvalidArgumentError for properties that a patch does not change. */
export function checkPatch(
  { keyProperties, versionProperty, expires, codec, name }: EntityMetadata,
  changes: Values,
): void {
  for (const property of Object.keys(changes)) {
    if (changes[property] === undefined) continue;
    if (keyProperties.has(property)) {
      throw new InvalidArgumentError(`The property '${property}' is a part of the key, which never changes.`, {
        hint: 'Create a new entity, and delete this one.',
      });
    }
    if (property === versionProperty) {
      throw new InvalidArgumentError(`The property '${property}' is the version, which counts by itself.`, {
        hint: 'To write at a version, give it as a condition: { if: { version: 3 } }.',
      });
    }
    if (property !== expires?.property && !codec.hasProperty(property)) {
      throw new InvalidArgumentError(`'${property}' is not a property of ${name}.`, {
        hint: codec.suggest(property),
      });
    }
  }
}

/** The one top-level edit that a property's change comes to; nothing when the row has to be read for it. */
function topLevelEdit(
  { codec }: EntityMetadata,
  { copies, keyType, write, properties }: TopLevelAttribute,
  known: Values,
  members: ReadonlyMap<string, Edit>,
): Edit | undefined {
  if (copies !== undefined) {
    const edit = members.get(codec.payload.member(copies)!.attribute)!;
    if (keyType === undefined || edit.kind === 'remove') return edit;
    if (edit.kind !== 'set') return undefined;
    return valueEdit(write(known, { [codec.payload.member(copies)!.attribute]: edit.value }));
  }
  const values: Record<string, unknown> = {};
  for (const property of properties) {
    if (!Object.hasOwn(known, property)) return undefined;
    const value = known[property];
    if (isEdit(value) && value.name !== 'remove') return undefined;
    values[property] = isEdit(value) ? undefined : value;
  }
  return valueEdit(write(values, {}));
}

const valueEdit = (value: AttributeValue | undefined): Edit =>
  value === undefined ? { kind: 'remove' } : { kind: 'set', value };

/** What is known of a row that a condition lets pass: the properties that equal a value. */
function equalitiesIn(condition: unknown): Values {
  if (isOperator(condition)) {
    return Object.assign({}, ...(condition.name === 'and' ? condition.operands.map(equalitiesIn) : [])) as Values;
  }
  if (!isPlainObject(condition)) return {};
  const equal = Object.entries(condition).flatMap(([property, value]) =>
    equalTo(value).map((each): [string, unknown] => [property, each]),
  );
  return Object.fromEntries(equal);
}

/** What a property equals that meets a condition, in a list of one; an empty one where that is not known. */
function equalTo(condition: unknown): unknown[] {
  if (isOperator(condition)) {
    if (condition.name === 'eq') return [condition.operands[0]];
    return condition.name === 'and' ? condition.operands.flatMap(equalTo).slice(0, 1) : [];
  }
  return condition === undefined || isPlainObject(condition) ? [] : [condition];
}

/** Tells whether a value that class-transformer stores as another is changed in place: only its counterpart understands it. */
function isTransformed(codec: Members | undefined, changes: Values): boolean {
  return Object.entries(changes).some(([property, change]) => {
    if (!isEdit(change) || change.name === 'remove') return false;
    const member = codec?.member(property);
    if (member?.transformer?.toPlain !== undefined) return true;
    return change.name === 'merge' && isTransformed(member?.members?.(), change.operands[0] as Values);
  });
}

/** The edits of an instance's properties, by their attributes. */
function membersEdit(codec: Members | undefined, changes: Values): ReadonlyMap<string, Edit> {
  const edits = new Map<string, Edit>();
  for (const [property, change] of Object.entries(changes)) {
    if (change === undefined) continue;
    if (codec === undefined) checkMemberName(property);
    const member: Member | undefined = codec ? codec.member(property) : { property, attribute: property, ...ANY_VALUE };
    // Version and expiry lie elsewhere.
    if (member === undefined) continue;
    try {
      edits.set(member.attribute, editOf(member, change, changes));
    } catch (thrown) {
      throw within(thrown, property);
    }
  }
  return edits;
}

/** @param holder - the patch that the change is a part of. */
function editOf(member: Member, change: unknown, holder: Values): Edit {
  if (member.transformer?.isWritten === false) throw new Misfit('is excluded from what is stored by @Exclude');
  if (isEdit(change)) return editByName(member, change);
  if (isOperator(change)) throw new Misfit(`cannot become the condition ${change.name}`, 'Conditions go into { if }.');
  return valueEdit(writeMember(member, change, holder, 1));
}

function editByName(codec: FieldCodec, { name, operands }: EditValue): Edit {
  switch (name) {
    case 'remove':
      return { kind: 'remove' };
    case 'add':
      return { kind: 'add', number: writeAmount(operands[0]) };
    case 'append':
    case 'prepend': {
      const writeElement = codec.element?.write ?? writeValue;
      return { kind: name, elements: writeElements(operands, 1, (each) => writeElement(each, 2)) };
    }
    case 'addToSet':
    case 'deleteFromSet': {
      const set = writeSet(new Set(operands));
      if (set === undefined) throw new Misfit(`needs elements for ${name}`);
      return { kind: name, set };
    }
    case 'merge': {
      const [changes] = operands;
      if (!isPlainObject(changes)) throw new Misfit(`is merged with an object, not with ${describeType(changes)}`);
      const members = membersEdit(codec.members?.(), changes);
      for (const property of Object.keys(changes)) {
        if (codec.members && codec.members().member(property) === undefined) {
          throw new Misfit('is not a property of its class').within(property);
        }
      }
      return { kind: 'members', members };
    }
  }
}

function writeAmount(amount: unknown): string {
  if (typeof amount === 'bigint') return writeBigInt(amount);
  if (typeof amount === 'number') return writeNumber(amount);
  throw new Misfit(`can be added a number or a bigint, not ${describeType(amount)}`);
}
