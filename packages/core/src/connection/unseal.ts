import type { Context } from "../context/context.ts";
import type { Credentials, Failure } from "../provider/provider.ts";
import { EnvelopeError } from "../vault/envelope.ts";
import { open } from "../vault/open.ts";
import { Connection } from "./connection.ts";

const DAMAGED: Failure = {
  cause: "unreadable",
  message: "The saved credentials can't be opened any more. That is on our side: please enter them again.",
};

/**
 * A connection's credentials. Null where what is stored is damaged, which the connection then says.
 * Throws the SDK's error where the key service fails.
 */
export async function unseal(ctx: Context, connection: Connection.Info): Promise<Credentials | null> {
  try {
    return await open(ctx.kms, connection.sealed, Connection.encryptionContext(connection));
  } catch (error) {
    if (!(error instanceof EnvelopeError)) throw error;
    ctx.log.error("sealed credentials damaged", { connectionId: connection.id });
    await Connection.conclude(ctx.table, connection, DAMAGED, ctx.now());
    return null;
  }
}
