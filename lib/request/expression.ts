import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from '../record/layout.js';

/** Gives out the placeholders of one request, so that neither names nor values ever stand in an expression's text. */
export class Expression {
  readonly #names = new Map<string, string>();
  readonly #values: AttributeValue[] = [];

  /** The placeholder of an attribute; always the same one for the same name. A name is one attribute, never a path. */
  name(attribute: string): string {
    let placeholder = this.#names.get(attribute);
    if (placeholder === undefined) {
      placeholder = `#${this.#names.size}`;
      this.#names.set(attribute, placeholder);
    }
    return placeholder;
  }

  /** A placeholder for a value. */
  value(value: AttributeValue): string {
    return `:${this.#values.push(value) - 1}`;
  }

  /** The members of a request's input that say what the placeholders stand for; an empty one is left out, as DynamoDB demands. */
  placeholders(): { ExpressionAttributeNames?: Record<string, string>; ExpressionAttributeValues?: Item } {
    const names: Record<string, string> = {};
    for (const [attribute, placeholder] of this.#names) names[placeholder] = attribute;
    const values: Item = {};
    this.#values.forEach((value, index) => (values[`:${index}`] = value));
    return {
      ...(this.#names.size > 0 && { ExpressionAttributeNames: names }),
      ...(this.#values.length > 0 && { ExpressionAttributeValues: values }),
    };
  }
}
