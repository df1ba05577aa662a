import type { Ctor } from './declarations.js';

/** The method or accessor that instances of a class have by this name; nothing for what every object has. */
export function memberOfClass(Class: Ctor, name: string): PropertyDescriptor | undefined {
  if (name === 'constructor') return undefined;
  for (let at = Class.prototype as unknown; at && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    const descriptor = Object.getOwnPropertyDescriptor(at, name);
    if (descriptor !== undefined) return descriptor;
  }
  return undefined;
}

/** Tells whether an accessor makes a property's value, and nothing can set it. */
export function isComputed(Class: Ctor, name: string): boolean {
  const member = memberOfClass(Class, name);
  return member?.get !== undefined && member.set === undefined;
}
