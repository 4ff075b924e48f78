/** What one build learns of where it runs. */
export type Config = {
  /** Where the API is, on this origin. */
  api: string;
  issuer: string;
  clientId: string;
  /** Of a stack with simulated providers. */
  simulated?: Simulated;
};

type Simulated = {
  /** Fills in a provider's card: accounts that exist in the simulators alone. */
  accounts: Record<string, Record<string, string>>;
  /** Minutes of the market that go by in one of ours. */
  minutesPerMinute: number;
};

export async function readConfig(): Promise<Config> {
  const response = await fetch("/config.json", { cache: "no-store" });
  if (!response.ok) throw new Error(`/config.json answered ${response.status}.`);
  return await response.json();
}
