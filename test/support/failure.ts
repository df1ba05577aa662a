/** What a call fails with, at once or by rejecting. */
export async function failureOf(run: () => unknown): Promise<Record<string, unknown> & Error> {
  try {
    await run();
  } catch (error) {
    return error as Record<string, unknown> & Error;
  }
  throw new Error('It was to fail, and did not.');
}
