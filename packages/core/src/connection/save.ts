import type { Context } from "../context/context.ts";
import type { ProviderId } from "../provider/id.ts";
import type { Descriptor, Field } from "../provider/provider.ts";
import { Queue } from "../queue/queue.ts";
import type { Secret } from "../secret/secret.ts";
import { Table } from "../table/table.ts";
import { position } from "../table/time.ts";
import { seal } from "../vault/seal.ts";
import { Connection } from "./connection.ts";

/** A check that has not ended after this long is asked for again: its message may never have left. */
const CHECKED_WITHIN_MS = 60_000;

const SHOWN_FROM = 8;
/** How long a customer has to agree to a key that was requested. */
const CONSENT_MS = 15 * 60_000;

/**
 * Enough of a name for its owner to recognise it; of a secret, only that it is there. A note is shown whole, unless a
 * secret was pasted into it, too.
 */
function hint(field: Field | undefined, value: string, secrets: readonly string[]): string {
  // Providers forgive a space that was copied along, so without it the secret is as good.
  if (field?.note && !secrets.some((secret) => value.includes(secret.trim()))) return value;
  const characters = [...value];
  const shown = field?.secret === false && characters.length >= SHOWN_FROM;
  return shown ? `${characters.slice(0, 2).join("")}…${characters.slice(-2).join("")}` : "…";
}

/** Whether the provider has let this customer in before. */
const hasHistory = (before: Connection.Info | null) => before?.history === true || before?.proven === true;

type Entered = {
  accountId: string;
  descriptor: Pick<Descriptor, "id" | "fields">;
  credentials: Readonly<Record<string, Secret>>;
  /** The provider is first asked for the key that is missing, to which its customer then agrees. */
  key: boolean;
};

/**
 * Seals the credentials, replaces whatever was saved before and asks for their verification.
 * The former credentials are gone at once, even if the new ones turn out wrong.
 * @param request see `Entered`
 */
export async function saveConnection(
  ctx: Context,
  accountId: string,
  descriptor: Entered["descriptor"],
  credentials: Entered["credentials"],
  request: Pick<Entered, "key"> = { key: false },
): Promise<Connection.Info> {
  for (;;) {
    const before = await Connection.find(ctx.table, accountId, descriptor.id);
    const saved = await saveOver(ctx, before, { accountId, descriptor, credentials, ...request });
    if (saved) return saved; // else saved twice at the same moment: one after the other
  }
}

/** The same, in place of the connection that was seen alone. Null where another has been saved since, or it was removed. */
export async function replaceConnection(
  ctx: Context,
  seen: Connection.Info,
  descriptor: Entered["descriptor"],
  credentials: Entered["credentials"],
): Promise<Connection.Info | null> {
  const { accountId } = seen;
  return await saveOver(ctx, seen, { accountId, descriptor, credentials, key: false });
}

async function saveOver(
  ctx: Context,
  before: Connection.Info | null,
  { accountId, descriptor, credentials, key }: Entered,
): Promise<Connection.Info | null> {
  const { id: provider, fields } = descriptor;
  const secrets = fields.flatMap((field) => (field.secret ? (credentials[field.name]?.reveal() ?? []) : []));
  const hintOf = ([name, secret]: [string, Secret]) => {
    const field = fields.find((candidate) => candidate.name === name);
    return [name, hint(field, secret.reveal(), secrets)] as const;
  };
  const now = ctx.now();
  const identity = {
    accountId,
    provider,
    id: before?.id ?? `con_${ctx.id()}`,
    version: (before?.version ?? 0) + 1,
  };
  const connection: Connection.Info = {
    ...identity,
    status: "VERIFYING",
    proven: false,
    hints: Object.fromEntries(Object.entries(credentials).map(hintOf)),
    sealed: await seal(
      ctx.kms,
      ctx.settings.credentialsKey,
      credentials,
      Connection.encryptionContext(identity),
    ),
    failure: null,
    // Rules go by it until the new ones are found to be another account's.
    ...(before?.priceList ? { priceList: before.priceList } : {}),
    ...(before?.currency === undefined ? {} : { currency: before.currency }),
    rateLimitedUntil: {},
    consent: key ? { until: now + CONSENT_MS, checkAt: now } : null,
    waitingUntil: null,
    history: hasHistory(before),
    createdAt: before?.createdAt ?? now,
    savedAt: now,
    checkedAt: null,
  };
  const saved = await Table.transact(ctx.table, [
    {
      put: {
        ...Connection.key(accountId, provider),
        ...connection,
        open: Connection.OPEN,
        due: position(now + CHECKED_WITHIN_MS, connection.id),
      },
      condition: before
        ? {
            expression: "#version = :version AND #id = :id",
            values: { ":version": before.version, ":id": before.id },
          }
        : { expression: "attribute_not_exists(pk)" },
    },
  ]);
  if (!saved.ok) return null;
  await Queue.publishVerification(ctx, {
    accountId,
    provider,
    connectionId: connection.id,
    version: connection.version,
  });
  return connection;
}

/** Asks for the saved credentials to be verified again. Null where the customer has none saved. */
export async function verifyAgain(
  ctx: Context,
  accountId: string,
  provider: ProviderId,
): Promise<Connection.Info | null> {
  for (;;) {
    const connection = await Connection.find(ctx.table, accountId, provider);
    if (!connection) return null;
    const { id, version } = connection;
    const marked = await Table.update(
      ctx.table,
      Connection.key(accountId, provider),
      {
        expression: "SET #status = :status, #open = :open, #due = :due",
        values: {
          ":status": "VERIFYING",
          ":open": Connection.OPEN,
          ":due": position(ctx.now() + CHECKED_WITHIN_MS, id),
        },
      },
      { expression: "#id = :id AND #version = :version", values: { ":id": id, ":version": version } },
    );
    if (!marked) continue; // replaced at this moment
    await Queue.publishVerification(ctx, { accountId, provider, connectionId: id, version });
    return { ...connection, status: "VERIFYING" };
  }
}

/** Forgets the credentials. False where there were none. An order that has not left yet never will. */
export async function removeConnection(
  ctx: Context,
  accountId: string,
  provider: ProviderId,
): Promise<boolean> {
  const removed = await Table.transact(ctx.table, [
    { delete: Connection.key(accountId, provider), condition: { expression: "attribute_exists(pk)" } },
  ]);
  return removed.ok;
}
