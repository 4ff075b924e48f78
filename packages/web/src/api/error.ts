import type { Problem } from "./schema.d.ts";

type FieldError = { field: string; message: string };

/** Why the API did not do what was asked, in its own words; `network` where it could not be asked at all. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly code: Problem["code"] | "network";
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly requestId: string | null;
  readonly fields: readonly FieldError[];
  /** How long it asks us to wait, seconds. */
  readonly retryAfter: number | null;

  constructor(problem: Partial<Problem>, response?: Response) {
    super(problem.title ?? "The API can't be reached");
    this.code = problem.code ?? (response ? "server.failed" : "network");
    this.status = problem.status ?? response?.status ?? 0;
    this.title = problem.title ?? "CloudCO can't be reached";
    this.detail = problem.detail ?? "The answer was none that CloudCO gives. Try again in a moment.";
    this.requestId = problem.requestId ?? response?.headers.get("x-request-id") ?? null;
    this.fields = problem.errors ?? [];
    const wait = Number(response?.headers.get("retry-after"));
    this.retryAfter = Number.isFinite(wait) && wait > 0 ? wait : null;
  }
}
