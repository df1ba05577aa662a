import type {
  DynamicModule,
  FactoryProvider,
  InjectionToken,
  OptionalFactoryDependency,
  Provider,
} from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { InvalidArgumentError } from '../errors.js';
import type { Ctor } from '../metadata/declarations.js';
import { describeType } from '../record/kind.js';
import type { Session } from '../session.js';
import { checkList } from '../store/batch.js';
import { DynastoreHealthIndicator } from './health-indicator.js';
import { FEATURE_MARK, Mark, OpenedSession, ROOT_MARK, ScopeCheck, openedToken } from './opened-session.js';
import {
  type DynastoreAsyncOptions,
  type DynastoreOptions,
  type DynastoreOptionsFactory,
  type DynastoreRootOptions,
  checkDynastoreOptions,
  checkIsObject,
  plainOptions,
} from './options.js';
import { DEFAULT_SESSION, checkSessionName, getRepositoryToken, getSessionToken } from './tokens.js';

// No decorators in this room: it works whichever kind of them it is compiled for.

/** The global module behind `forRoot`, one for each session. */
class DynastoreSessionModule {}

/**
 * Sessions and repositories as providers of a Nest application (10, 11 or 12).
 *
 * @example
 * @Module({ imports: [DynastoreModule.forRoot({ onStart: 'verify' }), DynastoreModule.forFeature([Order])] })
 * class AppModule {}
 */
export class DynastoreModule {
  /**
   * Opens a session for the whole application; for the root module. With `onStart` the tables of all entities of
   * `forFeature` are looked at before anything is given the session. When the application shuts down, a client that the
   * session made is destroyed, after the server has answered what was under way.
   *
   * @throws InvalidArgumentError for options that cannot work. Starting the application rejects with EnvironmentError when
   *   the tables are not as they must be, or DynamoDB cannot be reached.
   */
  static forRoot(options: DynastoreRootOptions = {}): DynamicModule {
    const { name, ...rest } = plainOptions(options);
    checkDynastoreOptions(rest);
    return openModule(name, { useFactory: () => rest });
  }

  /**
   * The same with options from a factory: a function with what it injects, a class to make, or a provider that exists.
   *
   * @throws InvalidArgumentError when there is not exactly one of the three.
   */
  static forRootAsync(options: DynastoreAsyncOptions): DynamicModule {
    checkIsObject(options);
    const { name, imports, ...source } = options;
    return openModule(name, source, imports);
  }

  /**
   * Offers the repositories of entities to the module that imports it. Name all entities of the module here; several modules
   * may name the same.
   *
   * @param name - the session's name.
   * @throws InvalidArgumentError when an entity is no class. Starting the application rejects with MetadataError for a class
   *   that cannot be an entity.
   */
  static forFeature(entities: readonly Ctor[], name: string = DEFAULT_SESSION): DynamicModule {
    checkList(entities, 'The entities of forFeature');
    const repositories = entities.map((entity) => repositoryProvider(entity, name));
    return {
      module: DynastoreModule,
      providers: [{ provide: FEATURE_MARK, useValue: new Mark(name, entities) }, ...repositories],
      exports: repositories.map(({ provide }) => provide),
    };
  }
}

type OptionsSource = Omit<DynastoreAsyncOptions, 'name' | 'imports'>;

function openModule(
  name: string = DEFAULT_SESSION,
  source: OptionsSource,
  imports: DynastoreAsyncOptions['imports'] = [],
): DynamicModule {
  checkSessionName(name);
  const session = getSessionToken(name);
  const opened = openedToken(name);
  const options = Symbol(`dynastore options of session '${name}'`);
  return {
    module: DynastoreModule,
    imports: [
      {
        module: DynastoreSessionModule,
        global: true,
        imports,
        providers: [
          { provide: ROOT_MARK, useValue: new Mark(name) },
          {
            provide: ScopeCheck,
            useFactory: (modules: ModulesContainer) => new ScopeCheck(name, modules),
            inject: [ModulesContainer],
          },
          ...optionsProviders(options, name, source),
          {
            provide: opened,
            useFactory: (given: DynastoreOptions, modules: ModulesContainer) =>
              OpenedSession.open(name, given, modules),
            inject: [options, ModulesContainer],
          },
          { provide: session, useFactory: (from: OpenedSession) => from.session, inject: [opened] },
          DynastoreHealthIndicator,
        ],
        exports: [session, opened, DynastoreHealthIndicator],
      },
    ],
  };
}

function optionsProviders(token: symbol, name: string, source: OptionsSource): Provider[] {
  const { useFactory, useClass, useExisting, inject = [], ...others } = source;
  const [other] = Object.keys(others);
  if (other !== undefined) throw new InvalidArgumentError(`forRootAsync has no option '${other}'.`);
  const given = [useFactory, useClass, useExisting].filter((each) => each !== undefined);
  if (given.length !== 1) {
    throw new InvalidArgumentError('forRootAsync needs one of useFactory, useClass and useExisting.');
  }
  if (!Array.isArray(inject)) throw new InvalidArgumentError('inject must be a list of tokens.');
  if (useFactory !== undefined && typeof useFactory !== 'function')
    throw new InvalidArgumentError(`useFactory must be a function, not ${describeType(useFactory)}.`);
  if (useFactory !== undefined) return [optionsProvider(token, useFactory, inject)];
  const create = (factory: DynastoreOptionsFactory) => factory.createDynastoreOptions(name);
  if (useExisting !== undefined) return [optionsProvider(token, create, [useExisting])];
  return [useClass!, optionsProvider(token, create, [useClass!])];
}

function optionsProvider(
  token: symbol,
  useFactory: FactoryProvider['useFactory'],
  inject: (InjectionToken | OptionalFactoryDependency)[],
): Provider {
  return { provide: token, useFactory, inject };
}

function repositoryProvider(entity: Ctor, name: string): FactoryProvider {
  return {
    provide: getRepositoryToken(entity, name),
    async useFactory(session: Session, opened: OpenedSession | undefined) {
      await opened?.prepare(entity);
      return session.repository(entity);
    },
    // A session that a test provides itself was opened by no module.
    inject: [getSessionToken(name), { token: openedToken(name), optional: true }],
  };
}
