import type { NumberValueImpl } from '@aws-sdk/util-dynamodb';

/**
 * The type in which the SDK's own documents hold numbers that JavaScript cannot. CommonJS in both builds: few programs meet
 * such a number, and the package takes longer to load than all of this one.
 */
function loadNumberValue(): typeof NumberValueImpl {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- see above
  return (require('@aws-sdk/util-dynamodb') as { readonly NumberValueImpl: typeof NumberValueImpl }).NumberValueImpl;
}

export = loadNumberValue;
