import * as changes from './changes.js';
import * as operators from './operators.js';

const { isEdit: _isEdit, ...edits } = changes;
const { isOperator: _isOperator, ...conditions } = operators;

/** All operators and changes under one name, for code where theirs would collide with its own. */
export const ops: Omit<typeof changes, 'isEdit'> & Omit<typeof operators, 'isOperator'> = Object.freeze({
  ...conditions,
  ...edits,
});
