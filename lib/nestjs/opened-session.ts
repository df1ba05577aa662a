import { randomUUID } from 'node:crypto';
import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import { InvalidArgumentError } from '../errors.js';
import type { Ctor } from '../metadata/declarations.js';
import { Session } from '../session.js';
import { type DynastoreOptions, type StartPlan, checkDynastoreOptions } from './options.js';
import { prepareTables } from './start.js';

/** What one call of `forRoot` or `forFeature` leaves in its module, where the start of the session finds it. */
export class Mark {
  /** Nest 10 takes two modules that read the same for one, and two classes of one name read the same. */
  readonly id: string = randomUUID();
  readonly session: string;
  readonly entities: readonly Ctor[];

  constructor(session: string, entities: readonly Ctor[] = []) {
    this.session = session;
    this.entities = entities;
  }
}

/** The tokens that marks have in their modules. */
export const ROOT_MARK: unique symbol = Symbol('dynastore forRoot');
export const FEATURE_MARK: unique symbol = Symbol('dynastore forFeature');

/** The token of what a module opened, beside the session itself. Not exported to users. */
export const openedToken = (name: string): symbol => Symbol.for(`dynastore opened session '${name}'`);

/** Keeps an application from starting that would open a session for each request, and close none. */
export class ScopeCheck implements OnModuleInit {
  readonly #name: string;
  readonly #modules: ModulesContainer;

  constructor(name: string, modules: ModulesContainer) {
    this.#name = name;
    this.#modules = modules;
  }

  /** @throws InvalidArgumentError */
  onModuleInit(): void {
    refuseRequestScope(this.#name, this.#modules);
  }
}

function refuseRequestScope(name: string, modules: ModulesContainer): void {
  const opened = [...modules.values()].map(({ providers }) => providers.get(openedToken(name)));
  if (opened.every((provider) => provider === undefined || provider.isDependencyTreeStatic())) return;
  throw new InvalidArgumentError(`The options of the session '${name}' depend on a request.`, {
    hint: 'A session is for the whole application. Open several, each with a name, and choose one for each request.',
  });
}

/** A session as a module opened it: its tables are looked at, and it closes with the application. */
export class OpenedSession implements OnApplicationShutdown {
  readonly session: Session;
  readonly #name: string;
  readonly #plan: StartPlan;
  readonly #prepared: Set<Ctor>;

  private constructor(name: string, session: Session, plan: StartPlan, prepared: ReadonlySet<Ctor>) {
    this.#name = name;
    this.session = session;
    this.#plan = plan;
    this.#prepared = new Set(prepared);
  }

  /**
   * @param modules - all modules of the application, which are known before any provider is made.
   * @throws InvalidArgumentError for options that cannot work, and when two sessions have this name; EnvironmentError and
   *   MetadataError as `prepareTables`.
   */
  static async open(name: string, options: DynastoreOptions, modules: ModulesContainer): Promise<OpenedSession> {
    const { client, session: sessionOptions, start } = checkDynastoreOptions(options);
    // Modules that are loaded later are not initialized.
    refuseRequestScope(name, modules);
    if (marks(modules, ROOT_MARK, name).length > 1) {
      throw new InvalidArgumentError(`DynastoreModule.forRoot is there twice for the session '${name}'.`, {
        hint: 'Import it once, in the root module; give each of several sessions a name.',
      });
    }
    const entities = new Set(marks(modules, FEATURE_MARK, name).flatMap((mark) => mark.entities));
    const session = new Session(client, sessionOptions);
    try {
      await prepareTables(name, session, [...entities], start);
    } catch (error) {
      session.close();
      throw error;
    }
    return new OpenedSession(name, session, start, entities);
  }

  /** For a module that is loaded later, whose entities the start did not see. */
  async prepare(entity: Ctor): Promise<void> {
    if (this.#prepared.has(entity)) return;
    await prepareTables(this.#name, this.session, [entity], this.#plan);
    this.#prepared.add(entity);
  }

  /** By then the server has answered what was under way. */
  onApplicationShutdown(): void {
    this.session.close();
  }
}

/** The entities of a session, of all modules that are there by now. */
export function entitiesOf(modules: ModulesContainer, session: string): Ctor[] {
  return [...new Set(marks(modules, FEATURE_MARK, session).flatMap((mark) => mark.entities))];
}

function marks(modules: ModulesContainer, token: symbol, session: string): Mark[] {
  return [...modules.values()]
    .map((module) => module.providers.get(token)?.instance as Mark | undefined)
    .filter((mark) => mark?.session === session) as Mark[];
}
