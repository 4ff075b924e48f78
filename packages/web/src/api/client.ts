import createClient from "openapi-fetch";
import type { Session } from "../auth/sign-in.ts";
import { ApiError } from "./error.ts";
import type { Problem, paths } from "./schema.d.ts";

function create(baseUrl: string, session: Session) {
  const client = createClient<paths>({ baseUrl });
  client.use({
    async onRequest({ request }) {
      request.headers.set("authorization", `Bearer ${await session.token()}`);
      return request;
    },
  });
  return client;
}

export type Client = ReturnType<typeof create>;
let current: Client | undefined;

/** Once, before anything is drawn. */
export function connect(baseUrl: string, session: Session): void {
  current = create(baseUrl, session);
}

export function api(): Client {
  if (!current) throw new Error("The API is asked before anybody has signed in.");
  return current;
}

type Answer<T> = { data?: T; error?: unknown; response: Response };

/** The body of a good answer; throws an ApiError for every other, and where there is none. */
export async function ask<T>(asking: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await asking;
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new ApiError({});
  }
  if (answer.response.ok) return answer.data as T;
  const problem = typeof answer.error === "object" && answer.error !== null ? answer.error : {};
  throw new ApiError(problem as Partial<Problem>, answer.response);
}
