import type { Failure } from "@cloudco/core/provider/provider";

/** Ends a call from deep within an adapter. Never leaves it: `guard` makes it the call's result. */
export class ProviderFailure extends Error {
  override readonly name = "ProviderFailure";
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}
