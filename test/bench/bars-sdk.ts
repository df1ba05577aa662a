// Given to Node with --import: takes the SDK's packages from `sdk/` beside the source, with which the bars were measured.
import { type ResolveHook, register } from 'node:module';
import { isMainThread } from 'node:worker_threads';

const HOME = new URL('../../../../test/bench/sdk/', import.meta.url).href;

// Node calls hooks in a thread of their own, which loads this file too.
if (isMainThread) register(import.meta.url);

export const resolve: ResolveHook = (specifier, context, nextResolve) => {
  const isOfSdk = /^@(aws-sdk|smithy)\//.test(specifier) && !context.parentURL?.startsWith(HOME);
  return nextResolve(specifier, isOfSdk ? { ...context, parentURL: HOME } : context);
};
