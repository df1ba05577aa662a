/**
 * Lets any object carry what nobody else sees: a private field of a class that extends this one goes on whatever object
 * `super` is given, also a frozen one. Copies of the object do not have it.
 */
export class Carrier {
  constructor(carrier: object) {
    return carrier;
  }
}
