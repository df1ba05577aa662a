import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LazyModuleLoader, REQUEST } from '@nestjs/core';
import { Test, type TestingModule } from '@nestjs/testing';
import { expect } from 'chai';
import { MetadataError } from '../../lib/errors.js';
import { Entity, Partition, type Repository, Session, SortKeyPath, Version } from '../../lib/index.js';
import {
  DynastoreModule,
  type DynastoreOptions,
  InjectRepository,
  InjectSession,
  getRepositoryToken,
  getSessionToken,
} from '../../lib/nestjs/index.js';
import { startLocal } from '../../lib/testing/index.js';
import { onEachEngine } from '../support/engines.js';
import { failureOf } from '../support/failure.js';

@Entity('shop')
@Partition('customer/{customerId}')
@SortKeyPath('order/{orderId}')
class Order {
  customerId!: string;
  orderId!: string;
  @Version() version?: number;
}

@Entity('shop')
@Partition('customer/{customerId}')
@SortKeyPath('profile')
class Customer {
  customerId!: string;
}

class Orders {
  readonly orders: Repository<Order>;
  readonly session: Session;
  constructor(orders: Repository<Order>, session: Session) {
    this.orders = orders;
    this.session = session;
  }
}
// As a compiler of decorators on parameters does it; one for both kinds of decorators there is not.
InjectRepository(Order)(Orders, undefined, 0);
InjectSession()(Orders, undefined, 1);

const key = { customerId: '1', orderId: '2' };
const order = (): Order => Object.assign(new Order(), key);

describe('nestjs/dynastore-module', () => {
  it('does not start with options that depend on a request, which would open a session for each and close none', async () => {
    let made = 0;
    const useFactory = () => ({ client: (made++, new DynamoDBClient({})) });
    const scoped = DynastoreModule.forRootAsync({ inject: [REQUEST], useFactory });
    const others = DynastoreModule.forRoot({ name: 'others' });
    const module = await Test.createTestingModule({ imports: [scoped, others] }).compile();
    const failure = await failureOf(() => module.init());
    expect(failure).to.include({ code: 'INVALID_ARGUMENT' });
    expect(failure.message).to.include("The options of the session 'default' depend on a request");
    expect(made).to.equal(0);
  });

  it('refuses such options also in a module that is loaded later', async () => {
    const module = await Test.createTestingModule({}).compile();
    await module.init();
    const load = () => DynastoreModule.forRootAsync({ inject: [REQUEST], useFactory: () => ({}) });
    const loaded = await module.get(LazyModuleLoader).load(load);
    const failure = await failureOf(() => loaded.resolve(getSessionToken(), undefined, { strict: false }));
    expect(failure).to.include({ code: 'INVALID_ARGUMENT' });
    await module.close();
  });

  const opened: TestingModule[] = [];
  const compile = async (builder: Parameters<typeof Test.createTestingModule>[0]): Promise<TestingModule> => {
    const module = await Test.createTestingModule(builder).compile();
    opened.push(module);
    return module;
  };
  const rejection = (builder: Parameters<typeof Test.createTestingModule>[0]): Promise<Error> =>
    compile(builder).then(
      () => expect.fail('It starts.'),
      (error: Error) => error,
    );
  afterEach(async () => {
    for (const module of opened.splice(0)) await module.close();
  });

  it('says in the error of Nest to import forFeature', async () => {
    const { message } = await rejection({ imports: [DynastoreModule.forRoot()], providers: [Orders] });
    expect(message).to.match(
      /^Nest can't resolve dependencies of the Orders .*DynastoreModule\.forFeature\(\[Order\]\)/,
    );
  });

  it('says in the error of Nest to import forRoot', async () => {
    const { message } = await rejection({ imports: [DynastoreModule.forFeature([Order])], providers: [Orders] });
    expect(message).to.match(/^Nest can't resolve dependencies .*DynastoreModule\.forRoot\(\)/);
    const named = await rejection({ imports: [DynastoreModule.forRoot(), DynastoreModule.forFeature([Order], 'eu')] });
    expect(named.message).to.contain("DynastoreModule.forRoot({ name: 'eu' })");
  });

  it('says the same where a property is injected', async () => {
    class ByProperty {}
    InjectRepository(Order)(ByProperty.prototype, 'orders');
    const { message } = await rejection({ imports: [DynastoreModule.forRoot()], providers: [ByProperty] });
    expect(message).to.match(/^Nest can't resolve dependencies of the ByProperty/);
    expect(message).to.contain('DynastoreModule.forFeature([Order])');
  });

  it('refuses two sessions of one name, also where they read the same', async () => {
    const imports = ['a', 'b'].map((region) => DynastoreModule.forRoot({ client: { region } }));
    expect(await rejection({ imports })).to.have.property('code', 'INVALID_ARGUMENT');
  });

  it('refuses a class that is no entity, with all its mistakes', async () => {
    class Plain {}
    const imports = [DynastoreModule.forRoot({ client: { region: 'us-east-1' } }), DynastoreModule.forFeature([Plain])];
    expect(await rejection({ imports })).to.be.instanceOf(MetadataError);
  });

  it('refuses at once what is no class', () => {
    expect(() => DynastoreModule.forFeature([undefined as never])).to.throw('Do two files import each other');
    for (const entities of [null, class {}, Array(1)]) {
      expect(() => DynastoreModule.forFeature(entities as never))
        .to.throw('The entities of forFeature must be a list')
        .with.property('code', 'INVALID_ARGUMENT');
    }
  });

  it('takes what an instance of a class computes', async () => {
    class Options {
      readonly client = { region: 'us-east-1' };
      get redactKeys(): boolean {
        return true;
      }
    }
    class Factory {
      createDynastoreOptions = () => new Options();
    }
    for (const module of [
      DynastoreModule.forRoot(new Options()),
      DynastoreModule.forRootAsync({ useClass: Factory }),
    ]) {
      const app = await compile({ imports: [module] });
      const partition = app.get<Session>(getSessionToken()).table('shop').partition('secret');
      const failure = await failureOf(() => partition.get(''));
      expect(failure.message).to.not.contain('secret');
    }
  });

  for (const [what, options] of Object.entries({
    'an unknown onStart': { onStart: 'drop' },
    'a forceCreate that is no flag': { forceCreate: 'yes' },
    'a number of tries': { startRetry: 5 },
    'no attempts': { startRetry: { maxAttempts: 0 } },
    'half an attempt': { startRetry: { maxAttempts: 1.5 } },
    'a negative delay': { startRetry: { baseDelayMs: -1 } },
    'an unknown part of startRetry': { startRetry: { attempts: 3 } },
    'options that are none': null,
    'options that are a Map': new Map(),
    'options that are a promise': Promise.resolve({}),
    'an empty name': { name: '' },
    'what configures the client': { region: 'eu-west-1' },
  })) {
    it(`refuses ${what} at once`, () => {
      expect(() => DynastoreModule.forRoot(options as never))
        .to.throw()
        .with.property('code', 'INVALID_ARGUMENT');
    });
  }

  for (const [what, options] of Object.entries({
    'no source of options': {},
    'two sources of options': { useFactory: () => ({}), useClass: class {} },
    'an unknown option': { useFactory: () => ({}), useValue: {} },
    'no options': null,
    'a factory that is no function': { useFactory: 5 },
    'a factory that is null': { useFactory: null },
    'an inject that is no list': { useFactory: () => ({}), inject: 5 },
  })) {
    it(`refuses ${what} in forRootAsync at once`, () => {
      expect(() => DynastoreModule.forRootAsync(options as never))
        .to.throw()
        .with.property('code', 'INVALID_ARGUMENT');
    });
  }

  for (const options of [{ name: 'eu' }, { onStart: 'drop' }, { colour: 'red' }, null]) {
    it(`refuses ${JSON.stringify(options)} from a factory when the application starts`, async () => {
      const imports = [DynastoreModule.forRootAsync({ useFactory: () => options as DynastoreOptions })];
      expect(await rejection({ imports })).to.have.property('code', 'INVALID_ARGUMENT');
    });
  }

  it('takes a fake in place of a repository in one line', async () => {
    const orders = { find: () => Promise.resolve(order()) };
    const module = await Test.createTestingModule({
      imports: [DynastoreModule.forRoot({ client: { region: 'us-east-1' } }), DynastoreModule.forFeature([Order])],
      providers: [Orders],
    })
      .overrideProvider(getRepositoryToken(Order))
      .useValue(orders)
      .compile();
    opened.push(module);
    expect(module.get(Orders).orders).to.equal(orders);
  });

  it('needs no module around a service whose repository is a fake', async () => {
    const orders = {};
    const providers = [
      Orders,
      ...[getRepositoryToken(Order), getSessionToken()].map((provide) => ({ provide, useValue: orders })),
    ];
    expect((await compile({ providers })).get(Orders).orders).to.equal(orders);
  });

  it('takes the repositories from a session that a test provides', async () => {
    const session = new Session({ region: 'us-east-1' });
    const module = await Test.createTestingModule({
      imports: [DynastoreModule.forRoot({ client: { region: 'us-east-1' } }), DynastoreModule.forFeature([Order])],
      providers: [Orders],
    })
      .overrideProvider(getSessionToken())
      .useValue(session)
      .compile();
    opened.push(module);
    expect(module.get(Orders).session).to.equal(session);
  });

  it('has a real engine for a test in one line', async () => {
    const local = await startLocal();
    const imports = [
      DynastoreModule.forRoot({ client: local.client, onStart: 'create' }),
      DynastoreModule.forFeature([Order]),
    ];
    const { orders } = (await compile({ imports, providers: [Orders] })).get(Orders);
    await orders.create(order());
    expect(await orders.get(key)).to.deep.include(key);
    await local.stop();
  });

  onEachEngine((engine) => {
    /** Options with tables that nobody else has. */
    const apart = (): DynastoreOptions => {
      const suffix = randomUUID();
      return { client: engine.client, tableName: (name) => `${name}-${suffix}`, onStart: 'create' };
    };

    it('injects repositories and the session', async () => {
      const imports = [DynastoreModule.forRoot(apart()), DynastoreModule.forFeature([Order, Customer])];
      const { orders, session } = (await compile({ imports, providers: [Orders] })).get(Orders);
      await orders.create(order());
      expect(await session.repository(Order).get(key)).to.deep.include({ ...key, version: 1 });
    });

    it('offers the repositories of one entity to several modules', async () => {
      const features = ['billing', 'shipping'].map((provide) => ({
        module: class {},
        imports: [DynastoreModule.forFeature([Order])],
        providers: [{ provide, useExisting: getRepositoryToken(Order) }],
      }));
      const module = await compile({ imports: [DynastoreModule.forRoot(apart()), ...features] });
      const orders = (provide: string) => module.get<Repository<Order>>(provide, { strict: false });
      await orders('billing').create(order());
      expect(await orders('shipping').exists(key)).to.equal(true);
    });

    it('offers the repositories of a module that exports them on', async () => {
      class Shared {}
      const shared = { module: Shared, imports: [DynastoreModule.forFeature([Order])], exports: [DynastoreModule] };
      class Billing {}
      const billing = { module: Billing, imports: [shared], providers: [Orders] };
      const module = await compile({ imports: [DynastoreModule.forRoot(apart()), billing] });
      expect(await module.get(Orders, { strict: false }).orders.create(order())).to.have.property('version', 1);
    });

    it('keeps two classes of one name apart', async () => {
      const makeOrder = (table: string) => {
        @Entity(table)
        @Partition('orders')
        @SortKeyPath('{id}')
        class Order {
          id!: string;
        }
        return Order;
      };
      const modules = ['shop-orders', 'book-orders'].map((table) => {
        const Class = makeOrder(table);
        const provider = {
          provide: table,
          useFactory: (orders: unknown) => orders,
          inject: [getRepositoryToken(Class)],
        };
        return {
          Class,
          table,
          dynamic: { module: class Feature {}, imports: [DynastoreModule.forFeature([Class])], providers: [provider] },
        };
      });
      const imports = [DynastoreModule.forRoot(apart()), ...modules.map(({ dynamic }) => dynamic)];
      const module = await compile({ imports });
      for (const { Class, table } of modules) {
        const orders = module.get<Repository<{ id: string }>>(table, { strict: false });
        await orders.create(Object.assign(new Class(), { id: table }));
      }
      for (const { table } of modules) {
        const orders = module.get<Repository<{ id: string }>>(table, { strict: false });
        expect(await orders.list({}).toArray()).to.deep.equal([{ id: table }]);
      }
    });

    it('opens several sessions', async () => {
      const imports = [
        DynastoreModule.forRoot({ ...apart(), name: 'eu' }),
        DynastoreModule.forRoot({ ...apart(), name: 'us' }),
        DynastoreModule.forFeature([Order], 'eu'),
        DynastoreModule.forFeature([Order], 'us'),
      ];
      const module = await compile({ imports });
      const orders = (name: string) =>
        module.get<Repository<Order>>(getRepositoryToken(Order, name), { strict: false });
      await orders('eu').create(order());
      expect([await orders('eu').exists(key), await orders('us').exists(key)]).to.deep.equal([true, false]);
    });

    describe('with forRootAsync', () => {
      const startsWith = async (imports: Parameters<typeof Test.createTestingModule>[0]['imports']): Promise<void> => {
        const all = [...(imports ?? []), DynastoreModule.forFeature([Order])];
        const { orders } = (await compile({ imports: all, providers: [Orders] })).get(Orders);
        expect(await orders.create(order())).to.have.property('version', 1);
      };
      class Config {
        readonly options = apart();
        createDynastoreOptions(): DynastoreOptions {
          return this.options;
        }
      }
      class ConfigModule {}
      const config = () => ({ module: ConfigModule, providers: [Config], exports: [Config] });

      it('takes options from a function and what it injects', () =>
        startsWith([
          DynastoreModule.forRootAsync({
            imports: [config()],
            inject: [Config, { token: 'absent', optional: true }],
            useFactory: (from: Config, absent: undefined) => Promise.resolve({ ...from.options, hooks: absent }),
          }),
        ]));

      it('takes options from a class that it makes', () =>
        startsWith([DynastoreModule.forRootAsync({ useClass: Config })]));

      it('takes options from a provider that exists', () =>
        startsWith([DynastoreModule.forRootAsync({ imports: [config()], useExisting: Config })]));

      it('tells the factory the name of the session', async () => {
        const names: string[] = [];
        class ByName extends Config {
          override createDynastoreOptions(name?: string): DynastoreOptions {
            names.push(String(name));
            return this.options;
          }
        }
        await compile({ imports: [DynastoreModule.forRootAsync({ name: 'eu', useClass: ByName })] });
        expect(names).to.deep.equal(['eu']);
      });
    });

    it('has the tables before anything is given a repository', async () => {
      const seed = {
        provide: 'seeded',
        useFactory: (orders: Repository<Order>) => orders.create(order()),
        inject: [getRepositoryToken(Order)],
      };
      const imports = [DynastoreModule.forRoot(apart()), DynastoreModule.forFeature([Order])];
      expect((await compile({ imports, providers: [seed] })).get('seeded')).to.have.property('version', 1);
    });

    it('has the tables of a module that is loaded later', async () => {
      class Late {}
      const module = await compile({ imports: [DynastoreModule.forRoot(apart())] });
      const late = await module
        .get(LazyModuleLoader)
        .load(() => ({ module: Late, imports: [DynastoreModule.forFeature([Order])], providers: [Orders] }));
      expect(await late.get(Orders).orders.create(order())).to.have.property('version', 1);
    });

    describe('when the application shuts down', () => {
      const destroyed = async (client: DynamoDBClient): Promise<boolean> => {
        let isDestroyed = false;
        const destroy = client.destroy.bind(client);
        client.destroy = () => {
          isDestroyed = true;
          destroy();
        };
        for (const module of opened.splice(0)) await module.close();
        return isDestroyed;
      };

      it('destroys the client that it made', async () => {
        const module = await compile({ imports: [DynastoreModule.forRoot({ client: engine.clientConfig })] });
        expect(await destroyed(module.get<Session>(getSessionToken()).client)).to.equal(true);
      });

      it('leaves a client alone that it was given', async () => {
        const client = new DynamoDBClient(engine.clientConfig);
        await compile({ imports: [DynastoreModule.forRoot({ client })] });
        expect(await destroyed(client)).to.equal(false);
        client.destroy();
      });
    });
  });
});
