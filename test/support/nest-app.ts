import type { INestApplication, ModuleMetadata } from '@nestjs/common';
import type { AbstractHttpAdapter } from '@nestjs/core';
import { Test } from '@nestjs/testing';

/** An application that answers HTTP on a free port of this machine. */
export interface ServedApp {
  readonly app: INestApplication;
  readonly url: string;
  request(method: string, path: string, init?: RequestBody): Promise<Answer>;
}

export interface RequestBody {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Read as JSON; `undefined` when it is empty. */
  readonly body: any;
}

const served: INestApplication[] = [];

/** Serves a module until the last test of the run. */
export async function serve(
  metadata: ModuleMetadata,
  configure?: (app: INestApplication) => void,
  adapter?: AbstractHttpAdapter,
): Promise<ServedApp> {
  const module = await Test.createTestingModule(metadata).compile();
  const options = { logger: false } as const;
  const app = adapter ? module.createNestApplication(adapter, options) : module.createNestApplication(options);
  served.push(app);
  configure?.(app);
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  return { app, url, request: (method, path, init) => request(`${url}${path}`, method, init) };
}

/** Sends a request of JSON and reads an answer of JSON. */
export async function request(url: string, method: string, { body, headers }: RequestBody = {}): Promise<Answer> {
  const json = body === undefined ? {} : { body: JSON.stringify(body) };
  const answer = await fetch(url, { method, headers: { 'content-type': 'application/json', ...headers }, ...json });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text === '' ? undefined : JSON.parse(text) };
}

// Outside of any suite: a hook of the whole run.
after(async () => {
  for (const app of served) await app.close();
});
