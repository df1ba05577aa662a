import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A version of the SDK to measure with. */
export interface Sdk {
  readonly label: string;
  /** Whether the bars were measured with it: they are ratios to a client, and what that costs is another in each version. */
  readonly hasBars: boolean;
  /** What a process is started with to have it. */
  readonly options: readonly string[];
}

const QUIETLY = '--disable-warning=Warning';
const LOADER = fileURLToPath(new URL('bars-sdk.js', import.meta.url));

export const SDKS: readonly Sdk[] = [
  { label: labelIn('test/bench/sdk/'), hasBars: true, options: [QUIETLY, '--import', LOADER] },
  { label: labelIn(''), hasBars: false, options: [QUIETLY] },
];

function labelIn(folder: string): string {
  const path = `../../../../${folder}node_modules/@aws-sdk/client-dynamodb/package.json`;
  const { version } = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as { readonly version: string };
  return `SDK ${version}`;
}
