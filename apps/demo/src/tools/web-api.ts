/** Where the demo's web server listens. In the environment, since that reaches threads and processes as well. */
export const webApiVariable = 'EXEC_DEMO_WEB_API';

/**
 * Asks the demo's web server.
 *
 * @throws Error with the server's own sentence if it has no answer, so that the model can mend its call
 */
export async function askWebApi<Answer>(path: string, query: Record<string, string>, signal: AbortSignal): Promise<Answer> {
  const base = process.env[webApiVariable];
  if (base === undefined) throw new Error(`${webApiVariable} is not set: the demo starts the web server and sets it`);
  const url = new URL(path, base);
  url.search = new URLSearchParams(query).toString();
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Answer; // the server is ours and answers with this shape
}
