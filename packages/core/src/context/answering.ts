/**
 * How long AWS may take to answer, for every client of the SDK. Without it a call that never answers holds its function
 * until Lambda ends it. Ms; the SDK tries again by itself, three times in all.
 */
export const answering = {
  requestHandler: {
    connectionTimeout: 3_000,
    requestTimeout: 3_000,
    // Only warned of otherwise.
    throwOnRequestTimeout: true,
    socketTimeout: 3_000,
  },
};
