import type { RowCommand } from './sdk-commands.js';
import { type Config, type EntryOptions, type Middleware, type Stack, entriesOf } from './sdk-machinery.js';
import { type Reason, type Route, openRoute } from './wire-route.js';

/** How calls of one command go through one client. */
export interface Plan {
  /** The short way, or why it is not taken. */
  route: Route | Reason;
  /** Tells whether the client is still the one that the plan was made for, middleware and all. */
  holdsFor(stack: Stack, config: Config): boolean;
}

/** By the stacks of the clients: a plan serves all sessions on a client. */
const plans = new WeakMap<Stack, Map<RowCommand, Plan>>();

/** The plan for a client as it is at this moment. It is made by the first call, and again when the client was changed. */
export function planFor(name: RowCommand, stack: Stack, config: Config): Plan {
  try {
    let plansOfClient = plans.get(stack);
    if (plansOfClient === undefined) {
      plans.set(stack, (plansOfClient = new Map<RowCommand, Plan>()));
      layOutAnew(config);
    }
    let plan = plansOfClient.get(name);
    if (!plan?.holdsFor(stack, config)) plansOfClient.set(name, (plan = makePlan(name, stack, config)));
    return plan;
  } catch {
    // What is wrong with the client comes out on the SDK's way, in the SDK's words.
    return { route: 'failure', holdsFor: () => false };
  }
}

function makePlan(name: RowCommand, stack: Stack, config: Config): Plan {
  const giveUp = () => {
    plan.route = 'request';
  };
  const plan: Plan = {
    route: openRoute(name, stack, config, giveUp),
    holdsFor: comparisonWith(stack, config),
  };
  return plan;
}

/** Remembers a client; what this returns tells in a third of a microsecond whether it is still the same. */
function comparisonWith(stack: Stack, config: Config): Plan['holdsFor'] {
  const { concat } = stack;
  const { logger, protocol, endpointProvider, httpAuthSchemes, httpAuthSchemeProvider } = config;
  const printsItself = stack.identifyOnResolve?.();
  const entries = entriesOf(stack);
  let position = 0;
  let isSame = true;
  const compare = (middleware: Middleware, options: EntryOptions) => {
    const entry = entries[position++];
    isSame &&= entry?.middleware === middleware && isSamePlace(entry.options, options);
  };
  const comparing = { add: compare, addRelativeTo: compare };
  return (presentStack, presentConfig) => {
    if (presentStack.concat !== concat || presentStack.identifyOnResolve?.() !== printsItself) return false;
    if (presentConfig !== config || config.logger !== logger || config.protocol !== protocol) return false;
    if (config.endpointProvider !== endpointProvider || config.httpAuthSchemes !== httpAuthSchemes) return false;
    if (config.httpAuthSchemeProvider !== httpAuthSchemeProvider) return false;
    position = 0;
    isSame = true;
    presentStack.applyToStack(comparing);
    return isSame && position === entries.length;
  };
}

function isSamePlace(a: EntryOptions, b: EntryOptions): boolean {
  return (
    a.step === b.step && a.priority === b.priority && a.relation === b.relation && a.toMiddleware === b.toMiddleware
  );
}

/**
 * The SDK copies the configuration twice for each call. It grew property by property, so that V8 keeps it as a dictionary,
 * and copying it takes 20 us; V8 lays an object out anew, and copies it in 1.5 us, once properties are read through an heir
 * of it. Nothing else about the object changes.
 */
function layOutAnew(config: Config): void {
  const heir = Object.create(config) as Config;
  // As often as it takes until V8 keeps notes about this place of the code.
  for (let reads = 0; reads < 1000; reads++) void heir.requestHandler;
}
