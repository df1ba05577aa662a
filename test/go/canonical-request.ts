import type { Json, JsonObject } from './fixtures.js';

// Two requests that mean the same have one canonical form: placeholders are what they stand for, what DynamoDB would do
// anyway is left out, and the order of assignments and of what AND and OR join does not matter.

/** `{ path }`, `{ value }`, or a function or comparison: its name, then what it is about. */
export type Term = JsonObject | readonly Json[];

const DEFAULTS: JsonObject = {
  ConsistentRead: false,
  ScanIndexForward: true,
  ReturnValues: 'NONE',
  ReturnConsumedCapacity: 'NONE',
  ReturnItemCollectionMetrics: 'NONE',
  ReturnValuesOnConditionCheckFailure: 'NONE',
};

export function canonicalRequest(operation: string, body: JsonObject): JsonObject {
  const canonical: Record<string, Json> = { operation };
  for (const [member, content] of Object.entries(body)) {
    if (content === null || DEFAULTS[member] === content || member.startsWith('ExpressionAttribute')) continue;
    if (member === 'UpdateExpression') canonical[member] = new Reader(content, body).readUpdate();
    else if (member.endsWith('Expression')) canonical[member] = new Reader(content, body).readCondition();
    else canonical[member] = content;
  }
  return canonical;
}

/** `AND` or `OR` of any number of terms: one alone needs no joint, and a joint within its like is none. */
export function join(joint: string, terms: readonly Term[]): Term {
  const all = terms.flatMap((term) => (isJoint(term, joint) ? (term.slice(1) as Term[]) : [term]));
  return all.length === 1 ? all[0]! : [joint, ...all.sort(byText)];
}

function isJoint(term: Term, joint: string): term is readonly Json[] {
  return Array.isArray(term) && term[0] === joint;
}

function byText(one: Json, other: Json): number {
  const [a, b] = [JSON.stringify(one), JSON.stringify(other)];
  return a === b ? 0 : a < b ? -1 : 1;
}

const TOKEN = /<>|<=|>=|[()=<>,+-]|:\w+|#?[\w.#[\]]+/g;
const COMPARISONS = ['=', '<>', '<', '<=', '>', '>='];

/** Reads one expression from left to right. */
class Reader {
  readonly #tokens: string[];
  readonly #body: JsonObject;
  #at = 0;

  constructor(expression: Json, body: JsonObject) {
    this.#tokens = (expression as string).match(TOKEN) ?? [];
    this.#body = body;
  }

  readCondition(): Term {
    const condition = this.#readJoined('OR', () => this.#readJoined('AND', () => this.#readNegated()));
    if (this.#at < this.#tokens.length) throw new Error(`The expression goes on at '${this.#tokens[this.#at]}'.`);
    return condition;
  }

  readUpdate(): JsonObject {
    const update: Record<string, Json> = {};
    while (this.#at < this.#tokens.length) {
      const clause = this.#next().toUpperCase();
      const changes: JsonObject[] = [];
      do changes.push(this.#readChange(clause));
      while (this.#take(','));
      update[clause] = changes.sort((one, other) => byText(one['path']!, other['path']!));
    }
    return update;
  }

  #readChange(clause: string): JsonObject {
    const { path } = this.#readOperand() as { path: Json };
    if (clause === 'REMOVE') return { path };
    if (clause === 'SET') this.#expect('=');
    const to = this.#readOperand();
    const sign = ['+', '-'].find((each) => this.#take(each));
    return { path, to: sign === undefined ? to : [sign, to, this.#readOperand()] };
  }

  #readJoined(joint: string, read: () => Term): Term {
    const terms = [read()];
    while (this.#take(joint)) terms.push(read());
    return join(joint, terms);
  }

  #readNegated(): Term {
    if (this.#take('NOT')) return ['NOT', this.#readNegated()];
    if (!this.#take('(')) return this.#readComparison();
    const inner = this.#readJoined('OR', () => this.#readJoined('AND', () => this.#readNegated()));
    this.#expect(')');
    return inner;
  }

  #readComparison(): Term {
    const left = this.#readOperand();
    const comparison = COMPARISONS.find((each) => this.#take(each));
    if (comparison !== undefined) return [comparison, left, this.#readOperand()];
    if (this.#take('IN')) return ['in', left, ...this.#readArguments()];
    if (!this.#take('BETWEEN')) return left;
    const lower = this.#readOperand();
    this.#expect('AND');
    return ['between', left, lower, this.#readOperand()];
  }

  #readOperand(): Term {
    const token = this.#next();
    if (this.#tokens[this.#at] === '(') return [token.toLowerCase(), ...this.#readArguments()];
    if (token.startsWith(':')) return { value: this.#lookUp('ExpressionAttributeValues', token) };
    return { path: token.split('.').flatMap((step) => this.#readStep(step)) };
  }

  #readArguments(): Term[] {
    const terms: Term[] = [];
    this.#expect('(');
    do terms.push(this.#readOperand());
    while (this.#take(','));
    this.#expect(')');
    return terms;
  }

  #readStep(step: string): Json[] {
    const [name = '', ...positions] = step.split(/[[\]]+/).filter((part) => part !== '');
    const attribute = name.startsWith('#') ? this.#lookUp('ExpressionAttributeNames', name) : name;
    return [attribute, ...positions.map(Number)];
  }

  #lookUp(member: string, placeholder: string): Json {
    const found = (this.#body[member] as JsonObject | undefined)?.[placeholder];
    if (found === undefined) throw new Error(`Nothing says what ${placeholder} stands for.`);
    return found;
  }

  #next(): string {
    const token = this.#tokens[this.#at++];
    if (token === undefined) throw new Error('The expression ends too early.');
    return token;
  }

  /** Steps over a token if it is the next one; words in any casing. */
  #take(token: string): boolean {
    if (this.#tokens[this.#at]?.toUpperCase() !== token) return false;
    this.#at++;
    return true;
  }

  #expect(token: string): void {
    if (!this.#take(token)) throw new Error(`${token} is missing.`);
  }
}
