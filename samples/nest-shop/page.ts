import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, Min } from 'class-validator';
import type { EntityPage } from '../../lib/index.js';

/** What a list is asked with: `?limit=20&page=...`. */
export class PageQuery {
  @Type(() => Number) @IsInt() @Min(1) @Max(100) limit = 20;
  /** The `next` of the page before. The repository checks it: a token of another list is answered with 400. */
  @IsOptional() @IsString() page?: string;
}

export interface PageView<T> {
  readonly items: readonly T[];
  /** What to ask for the next page with; absent on the last. */
  readonly next?: string;
}

export function pageView<T>({ items, lastKey }: EntityPage<T>): PageView<T> {
  return { items, ...(lastKey !== undefined && { next: lastKey }) };
}
