import { Inject } from '@nestjs/common';
import { InvalidArgumentError } from '../errors.js';
import type { Ctor } from '../metadata/declarations.js';
import { describeType } from '../record/kind.js';

/** The name of a session that is given none. */
export const DEFAULT_SESSION = 'default';

/** The tokens of a class lie on the class itself: two classes of one name have different ones, and no list holds them all. */
const TOKENS: unique symbol = Symbol.for('dynastore.nestjs.tokens');
type Tokens = Map<string, symbol>;

/**
 * The injection token of a session.
 *
 * @param name - as given to `DynastoreModule.forRoot`.
 * @throws InvalidArgumentError when the name is no text or empty.
 */
export function getSessionToken(name: string = DEFAULT_SESSION): symbol {
  checkSessionName(name);
  const options = name === DEFAULT_SESSION ? '' : `{ name: '${name}' }`;
  // Nest prints the text of a token that it cannot find.
  return Symbol.for(`dynastore session '${name}': import DynastoreModule.forRoot(${options}) in the root module`);
}

/**
 * The injection token of an entity's repository: what to override in a test.
 *
 * @param name - the session's name.
 * @throws InvalidArgumentError when the entity is no class.
 * @example
 * builder.overrideProvider(getRepositoryToken(Order)).useValue({ find: () => Promise.resolve(undefined) });
 */
export function getRepositoryToken(entity: Ctor, name: string = DEFAULT_SESSION): symbol {
  checkEntity(entity);
  checkSessionName(name);
  const tokens = tokensOf(entity);
  const known = tokens.get(name);
  if (known !== undefined) return known;
  const session = name === DEFAULT_SESSION ? '' : `, '${name}'`;
  const token = Symbol(
    `dynastore repository of ${entity.name}: import DynastoreModule.forFeature([${entity.name}]${session}) in this module`,
  );
  tokens.set(name, token);
  return token;
}

/** Injects a session, on a parameter of a constructor or on a property. */
export function InjectSession(name?: string): PropertyDecorator & ParameterDecorator {
  return Inject(getSessionToken(name));
}

/**
 * Injects the repository of an entity, on a parameter of a constructor or on a property.
 *
 * @param name - the session's name.
 * @throws InvalidArgumentError when the entity is no class: where two files import each other it is not defined yet.
 * @example
 * constructor(@InjectRepository(Order) private readonly orders: RepositoryOf<typeof Order>) {}
 */
export function InjectRepository(entity: Ctor, name?: string): PropertyDecorator & ParameterDecorator {
  return Inject(getRepositoryToken(entity, name));
}

function tokensOf(entity: Ctor & { [TOKENS]?: Tokens }): Tokens {
  // A class does not share the tokens of the class that it extends.
  if (!Object.hasOwn(entity, TOKENS)) Object.defineProperty(entity, TOKENS, { value: new Map() });
  return entity[TOKENS] as Tokens;
}

function checkEntity(entity: unknown): void {
  if (typeof entity === 'function') return;
  throw new InvalidArgumentError(`A repository is of an entity's class, not of ${describeType(entity)}.`, {
    ...(entity === undefined && { hint: 'Do two files import each other, so that the class is not defined yet?' }),
  });
}

/** @throws InvalidArgumentError */
export function checkSessionName(name: unknown): asserts name is string {
  if (typeof name === 'string' && name !== '') return;
  throw new InvalidArgumentError(`The name of a session must be text and not empty, not ${describeType(name)}.`);
}
