/** Commands a simulator by its control port. */
export type Control = <T = unknown>(method: string, path: string, body?: unknown) => Promise<T>;

/** Throws an Error with what the simulator said where it refuses. */
export async function control<T = unknown>(
  url: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const init =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
  const response = await fetch(`${url}${path}`, { method, ...init });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
  return JSON.parse(text || "null");
}

/** Of one simulator. */
export function controlOf(url: string): Control {
  return (method, path, body) => control(url, method, path, body);
}
