import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from '../record/layout.js';

/** Gives out the placeholders of one request, so that neither names nor values ever stand in an expression's text. */
export class Expression {
  readonly #placeholders = new Map<string, string>();
  readonly #names: Record<string, string> = {};
  readonly #values: Item = {};
  #valueCount = 0;

  /** The placeholder of an attribute; always the same one for the same name. A name is one attribute, never a path. */
  name(attribute: string): string {
    let placeholder = this.#placeholders.get(attribute);
    if (placeholder === undefined) {
      placeholder = `#${this.#placeholders.size}`;
      this.#placeholders.set(attribute, placeholder);
      this.#names[placeholder] = attribute;
    }
    return placeholder;
  }

  /** A placeholder for a value. */
  value(value: AttributeValue): string {
    const placeholder = `:${this.#valueCount++}`;
    this.#values[placeholder] = value;
    return placeholder;
  }

  /** The members of a request's input that say what the placeholders stand for; an empty one is left out, as DynamoDB demands. */
  placeholders(): { ExpressionAttributeNames?: Record<string, string>; ExpressionAttributeValues?: Item } {
    if (this.#valueCount > 0) return { ExpressionAttributeNames: this.#names, ExpressionAttributeValues: this.#values };
    return this.#placeholders.size > 0 ? { ExpressionAttributeNames: this.#names } : {};
  }
}
