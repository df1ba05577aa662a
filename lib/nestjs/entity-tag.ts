import {
  type CallHandler,
  type ExecutionContext,
  HttpException,
  type NestInterceptor,
  createParamDecorator,
} from '@nestjs/common';
import { type Observable, map } from 'rxjs';
import { type Ctor, declarationsOf } from '../metadata/declarations.js';
import { metadataOf } from '../metadata/entity-metadata.js';

/**
 * The entity tag of an entity: its `@Version` in quotes.
 *
 * @returns nothing for an entity without a version, and for what is no entity.
 */
export function entityTag(value: unknown): string | undefined {
  const property = versionPropertyOf(value);
  const version = property && (value as Readonly<Record<string, unknown>>)[property];
  return typeof version === 'number' ? `"${version}"` : undefined;
}

function versionPropertyOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const Class = value.constructor as Ctor | undefined;
  if (typeof Class !== 'function' || !declarationsOf(Class).some(({ kind }) => kind === 'entity')) return undefined;
  return metadataOf(Class).versionProperty;
}

/**
 * Sends the version of an entity that a handler returns as the header `ETag`. Beside ClassSerializerInterceptor it comes
 * later in the list, since that one makes plain objects of entities.
 *
 * @example
 * @Get(':id') @UseInterceptors(EntityTagInterceptor)
 * get(@Param('id') orderId: string) { return this.orders.get({ orderId }); }
 */
export class EntityTagInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    const response = context.switchToHttp().getResponse<{ header(name: string, value: string): unknown }>();
    return next.handle().pipe(
      map((value: unknown) => {
        const tag = entityTag(value);
        if (tag !== undefined) response.header('ETag', tag);
        return value;
      }),
    );
  }
}

export interface IfMatchOptions {
  /** True: a request without the header is refused with 428. Default: false. */
  readonly required?: boolean | undefined;
}

/**
 * A parameter of a handler: the version that the header `If-Match` names, `undefined` without the header and for `*`. For
 * `{ if: { version } }` of a patch, or the `@Version` of an entity to save: KEY_MODIFIED, 412 by DynastoreExceptionFilter,
 * when the row is at another version.
 *
 * Answers 412 when the tag can be none of ours, 400 when the header is none or holds several tags. A weak tag counts as the
 * strong one: proxies that compress make tags weak.
 *
 * @example
 * @Patch(':id')
 * change(@Param('id') orderId: string, @Body() { note }: Change, @IfMatch() version?: number) {
 *   return this.orders.patch({ orderId }, { note }, { if: { version } });
 * }
 */
export function IfMatch(options: IfMatchOptions = {}): ParameterDecorator {
  return ifMatch(options);
}

const ifMatch = createParamDecorator((options: IfMatchOptions, context: ExecutionContext) => {
  const { headers } = context.switchToHttp().getRequest<{ headers: Readonly<Record<string, string | undefined>> }>();
  return readIfMatch(headers['if-match'], options);
});

function readIfMatch(header: string | undefined, { required = false }: IfMatchOptions): number | undefined {
  if (header === undefined) {
    if (required) throw new HttpException('If-Match is required: the ETag of what is to be changed.', 428);
    return undefined;
  }
  const text = header.trim();
  if (text === '*') return undefined;
  const tag = /^(?:W\/)?"([\x21\x23-\x7e\x80-\xff]*)"$/.exec(text)?.[1];
  if (tag === undefined) throw new HttpException('If-Match must be one entity tag, as in ETag, or *.', 400);
  const version = Number(tag);
  if (/^(?:0|[1-9]\d*)$/.test(tag) && Number.isSafeInteger(version)) return version;
  throw new HttpException('If-Match names no version that there ever was.', 412);
}
