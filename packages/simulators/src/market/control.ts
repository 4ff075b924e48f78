/** The simulated providers, by the names that they go by everywhere. */
export type Provider = "hetzner" | "vultr" | "digitalocean" | "ovh-eu" | "ovh-ca";

/** Commands a simulator by its control port. */
export type Control = <T = unknown>(method: string, path: string, body?: unknown) => Promise<T>;

/** Throws where the simulator refuses. */
export function control(url: string): Control {
  return async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const init =
      body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
    const response = await fetch(`${url}${path}`, { method, ...init });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return JSON.parse(text || "null");
  };
}
