import { Body, Controller, Get, Param, Put, Res, UseInterceptors } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { expect } from 'chai';
import { ServiceError } from '../../lib/errors.js';
import { Entity, Partition, type Repository, SortKeyPath, Version } from '../../lib/index.js';
import {
  DynastoreExceptionFilter,
  DynastoreModule,
  EntityTagInterceptor,
  IfMatch,
  InjectRepository,
} from '../../lib/nestjs/index.js';
import { startLocal } from '../../lib/testing/index.js';
import { serve } from '../support/nest-app.js';
import { optionalPackage } from '../support/optional-package.js';

const fastify = await optionalPackage('@nestjs/platform-fastify');

@Entity('notes')
@Partition('notes')
@SortKeyPath('{noteId}')
class Note {
  noteId!: string;
  text!: string;
  @Version() version?: number;
}

@Controller('notes')
@UseInterceptors(EntityTagInterceptor)
class NotesController {
  constructor(@InjectRepository(Note) private readonly notes: Repository<Note>) {}

  @Get('throttled')
  throttled(): never {
    throw new ServiceError('DynamoDB throttled the request.', { code: 'THROTTLED' });
  }
  @Get('begun')
  begun(@Res({ passthrough: true }) response: { readonly raw: { write(text: string): void } }): never {
    response.raw.write('begun');
    throw new ServiceError('DynamoDB throttled the request.', { code: 'THROTTLED' });
  }
  @Get(':noteId')
  get(@Param('noteId') noteId: string) {
    return this.notes.get({ noteId });
  }
  @Put(':noteId')
  put(@Param('noteId') noteId: string, @Body() { text }: { text: string }, @IfMatch() version?: number) {
    return this.notes.save(Object.assign(new Note(), { noteId, text, version }));
  }
}

if (fastify) {
  describe('nestjs on Fastify', () => {
    it('sends entity tags, heeds If-Match, and answers errors', async () => {
      const local = await startLocal();
      const imports = [
        DynastoreModule.forRoot({ client: local.client, onStart: 'create' }),
        DynastoreModule.forFeature([Note]),
      ];
      const providers = [{ provide: APP_FILTER, useClass: DynastoreExceptionFilter }];
      const adapter = new fastify.FastifyAdapter();
      const { app, url, request } = await serve(
        { imports, providers, controllers: [NotesController] },
        undefined,
        adapter,
      );
      const put = (text: string, version?: number) =>
        request('PUT', '/notes/a', {
          body: { text },
          headers: version === undefined ? {} : { 'if-match': `"${version}"` },
        });

      expect(await request('GET', '/notes/a')).to.deep.include({
        status: 404,
        body: { statusCode: 404, error: 'Not Found', code: 'KEY_NOT_FOUND', message: 'Note was not found.' },
      });
      expect((await put('one')).headers.get('etag')).to.equal('"1"');
      expect((await put('two', 1)).headers.get('etag')).to.equal('"2"');
      expect(await put('three', 1)).to.include({ status: 412 });
      expect(await put('three')).to.include({ status: 409 });
      const throttled = await request('GET', '/notes/throttled');
      expect(throttled).to.include({ status: 503 });
      expect(throttled.headers.get('retry-after')).to.equal('1');
      const begun = await fetch(`${url}/notes/begun`);
      expect(await begun.text()).to.equal('begun');
      await app.close();
      await local.stop();
    });
  });
}
