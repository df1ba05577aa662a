import * as changes from './changes.js';
import * as operators from './operators.js';

const { isEdit: _isEdit, ...edits } = changes;
const { isOperator: _isOperator, ...conditions } = operators;

type Changes = Omit<typeof changes, 'isEdit'>;
type Operators = Omit<typeof operators, 'isOperator'>;
/** A name of its own, which the compiler's messages show. */
export interface Ops extends Changes, Operators {}

/** All operators and changes under one name, for code where theirs would collide with its own. */
export const ops: Ops = Object.freeze({
  ...conditions,
  ...edits,
});
