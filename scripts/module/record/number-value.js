// In place of number-value.cjs, for bundlers: what they put together as ESM cannot require a package that is left outside.
import { NumberValueImpl } from '@aws-sdk/util-dynamodb';

export default () => NumberValueImpl;
