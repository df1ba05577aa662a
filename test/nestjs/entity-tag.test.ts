import { Body, Controller, Get, Param, Put, UseInterceptors } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { expect } from 'chai';
import { Entity, Partition, type Repository, SortKeyPath, Version } from '../../lib/index.js';
import {
  DynastoreExceptionFilter,
  DynastoreModule,
  EntityTagInterceptor,
  IfMatch,
  InjectRepository,
  entityTag,
} from '../../lib/nestjs/index.js';
import { onEachEngine } from '../support/engines.js';
import { type ServedApp, serve } from '../support/nest-app.js';

@Entity('notes')
@Partition('notes')
@SortKeyPath('{noteId}')
class Note {
  noteId!: string;
  text!: string;
  @Version() version?: number;
}

@Entity('notes')
@Partition('tags')
@SortKeyPath('{name}')
class Unversioned {
  name!: string;
}

@Controller('notes')
@UseInterceptors(EntityTagInterceptor)
class NotesController {
  constructor(@InjectRepository(Note) private readonly notes: Repository<Note>) {}

  @Get()
  list() {
    return this.notes.list({}).toArray();
  }
  @Get(':noteId')
  get(@Param('noteId') noteId: string) {
    return this.notes.get({ noteId });
  }
  @Put(':noteId')
  put(@Param('noteId') noteId: string, @Body() { text }: { text: string }, @IfMatch() version?: number) {
    return this.notes.save(Object.assign(new Note(), { noteId, text, version }));
  }
  @Put(':noteId/carefully')
  putCarefully(
    @Param('noteId') noteId: string,
    @Body() { text }: { text: string },
    @IfMatch({ required: true }) version?: number,
  ) {
    return this.put(noteId, { text }, version);
  }
}

const note = (members: object): Note => Object.assign(new Note(), members);

describe('nestjs/entity-tag', () => {
  for (const [what, value, tag] of [
    ['an entity', note({ version: 3 }), '"3"'],
    ['a version of zero', note({ version: 0 }), '"0"'],
    ['a class that extends an entity', Object.assign(new (class extends Note {})(), { version: 3 }), '"3"'],
    ['an entity without a version yet', note({}), undefined],
    ['an entity whose class has no version', new Unversioned(), undefined],
    ['a plain object', { version: 3 }, undefined],
    ['an object without a prototype', Object.assign(Object.create(null), { version: 3 }), undefined],
    ['an array', [note({ version: 3 })], undefined],
    ['text', 'text', undefined],
    ['null', null, undefined],
    ['undefined', undefined, undefined],
  ] as const) {
    it(`gives ${what} ${tag === undefined ? 'no tag' : `the tag ${tag}`}`, () => {
      expect(entityTag(value)).to.equal(tag);
    });
  }

  onEachEngine((engine) => {
    let served: ServedApp;
    before(async () => {
      served = await serve({
        imports: [
          DynastoreModule.forRoot({ client: engine.client, onStart: 'create' }),
          DynastoreModule.forFeature([Note]),
        ],
        controllers: [NotesController],
        providers: [{ provide: APP_FILTER, useClass: DynastoreExceptionFilter }],
      });
    });
    const put = (path: string, text: string, ifMatch?: string) =>
      served.request('PUT', `/notes/${path}`, {
        body: { text },
        ...(ifMatch !== undefined && { headers: { 'if-match': ifMatch } }),
      });

    it('sends the version as ETag, and none for what is no entity', async () => {
      expect((await put('a', 'one')).headers.get('etag')).to.equal('"1"');
      const found = await served.request('GET', '/notes/a');
      expect(found.body).to.deep.equal({ noteId: 'a', text: 'one', version: 1 });
      expect(found.headers.get('etag')).to.equal('"1"');
      expect((await served.request('GET', '/notes')).headers.get('etag')).to.match(/^W/);
    });

    it('answers 304 to a client that has the version already', async () => {
      await put('b', 'one');
      const found = await served.request('GET', '/notes/b', {
        headers: { 'if-none-match': '"1"', 'cache-control': 'max-age=0' },
      });
      expect(found.status).to.equal(304);
    });

    it('writes at the version of If-Match', async () => {
      const first = await put('c', 'one');
      const second = await put('c', 'two', first.headers.get('etag')!);
      expect(second.body).to.include({ text: 'two', version: 2 });
      expect(second.headers.get('etag')).to.equal('"2"');
    });

    it('answers 412 to a stale If-Match, and writes nothing', async () => {
      await put('d', 'one');
      await put('d', 'two', '"1"');
      expect(await put('d', 'three', '"1"')).to.have.property('status', 412);
      expect((await served.request('GET', '/notes/d')).body).to.include({ text: 'two' });
    });

    it('takes a weak tag for the strong one', async () => {
      await put('e', 'one');
      expect((await put('e', 'two', 'W/"1"')).body).to.include({ version: 2 });
    });

    it('answers 428 where If-Match is required and missing', async () => {
      expect(await put('f/carefully', 'one')).to.have.property('status', 428);
      expect(await put('f/carefully', 'one', '*')).to.have.property('status', 200);
      expect(await put('f/carefully', 'two', '"1"')).to.have.property('status', 200);
    });

    for (const [header, status] of [
      ['1', 400],
      ['"1", "2"', 400],
      ['"1', 400],
      ['', 400],
      ['w/"1"', 400],
      ['"abc"', 412],
      ['"01"', 412],
      ['"-1"', 412],
      ['"1e3"', 412],
      ['""', 412],
      ['"99999999999999999999"', 412],
    ] as const) {
      it(`answers ${status} to If-Match: ${header}`, async () => {
        expect(await put('g', 'one', header)).to.have.property('status', status);
      });
    }
  });
});
